import type { WaitingRules } from '../../settings/rules.ts'
import { waitingUrl } from '../../settings/urls.ts'
import { errorsOf, type Filled, fieldsOf, statusOf } from '../../web/fields.ts'
import type { Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'

export function typedWaiting({ customer, thirdParty }: WaitingRules): Typed {
  return {
    ...(customer.isOn && { customer_on: '1' }),
    customer_first: String(customer.firstDays),
    customer_again: String(customer.againDays),
    customer_close: String(customer.closeDays),
    ...(thirdParty.isOn && { third_on: '1' }),
    third_first: String(thirdParty.firstDays),
    third_again: String(thirdParty.againDays),
  }
}

export function waitingPage({ t }: PageWords, filled: Filled, saved: boolean): Page {
  const field = fieldsOf(t, filled)
  const days = (name: string, label: string) =>
    field(name, t(`waiting.${label}`), {
      inputmode: 'numeric',
      required: true,
      maxlength: 3,
      dir: 'ltr',
      help: label === 'first' ? undefined : t('waiting.never'),
    })
  const box = (name: string, label: string) =>
    field(name, t(`waiting.${label}`), { type: 'checkbox', value: filled.typed[name] !== undefined })
  return {
    template: 'tickets/waiting/waiting',
    title: t('waiting.title'),
    area: 'desk',
    status: statusOf(filled),
    model: {
      at: waitingUrl(),
      saved,
      errors: errorsOf(t, filled),
      groups: [
        {
          title: t('waiting.customer'),
          help: t('waiting.customer_help'),
          on: box('customer_on', 'customer_on'),
          days: [days('customer_first', 'first'), days('customer_again', 'again'), days('customer_close', 'close')],
        },
        {
          title: t('waiting.third'),
          help: t('waiting.third_help'),
          on: box('third_on', 'third_on'),
          days: [days('third_first', 'first'), days('third_again', 'again')],
        },
      ],
    },
  }
}

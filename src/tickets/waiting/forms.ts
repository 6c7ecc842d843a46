import { z } from 'zod'
import type { Reminding, WaitingRules } from '../../settings/rules.ts'
import { checkbox } from '../../web/forms.ts'

const days = (least: number) =>
  z
    .string()
    .trim()
    .refine((text) => /^\d{1,3}$/.test(text) && Number(text) >= least && Number(text) <= 365, 'key:waiting.not_days')
    .transform(Number)

/** Nought of a second reminder and of closing is never; of the first it would be at once. */
export const WaitingForm = z.object({
  customer_on: checkbox(),
  customer_first: days(1),
  customer_again: days(0),
  customer_close: days(0),
  third_on: checkbox(),
  third_first: days(1),
  third_again: days(0),
})

/** What is switched on now counts from now. */
export function waitingFrom(value: z.output<typeof WaitingForm>, before: WaitingRules, now: Date): WaitingRules {
  const since = (isOn: boolean, was: Reminding) => (isOn && !was.isOn ? now.toISOString() : was.since)
  return {
    customer: {
      isOn: value.customer_on,
      firstDays: value.customer_first,
      againDays: value.customer_again,
      closeDays: value.customer_close,
      since: since(value.customer_on, before.customer),
    },
    thirdParty: {
      isOn: value.third_on,
      firstDays: value.third_first,
      againDays: value.third_again,
      closeDays: 0,
      since: since(value.third_on, before.thirdParty),
    },
  }
}

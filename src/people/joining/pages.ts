import { errorsOf, type Filled, fieldsOf, statusOf } from '../../web/fields.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { SHORTEST_PASSWORD } from '../password-rules.ts'
import { invitePath } from '../urls.ts'

export function joinPage({ t }: PageWords, token: string, email: string, siteName: string, filled: Filled): Page {
  const field = fieldsOf(t, filled)
  return {
    template: 'people/joining/join',
    title: t('people.join_title', { site: siteName }),
    area: 'form',
    status: statusOf(filled),
    model: {
      action: invitePath(token),
      email,
      errors: errorsOf(t, filled, (name) => t(`people.${name}`)),
      name: field('name', t('people.name'), {
        autocomplete: 'name',
        required: true,
        maxlength: 80,
        help: t('people.name_help'),
      }),
      password: field('password', t('people.password'), {
        type: 'password',
        autocomplete: 'new-password',
        required: true,
        help: t('people.password_help', { min: SHORTEST_PASSWORD }),
      }),
    },
  }
}

import { EMPTY, errorsOf, type Filled, fieldsOf } from '../../web/fields.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { resetPath } from '../urls.ts'

type Shown = { next: string; filled?: Filled; status?: number; done?: string }

export function signInPage({ t }: PageWords, { next, filled = EMPTY, status = 200, done }: Shown): Page {
  const field = fieldsOf(t, filled)
  return {
    template: 'people/signing-in/sign-in',
    title: t('people.sign_in_title'),
    area: 'form',
    status,
    model: {
      next,
      resetUrl: resetPath(),
      notice: done === 'reset' ? { kind: 'good', text: t('people.reset_done') } : undefined,
      errors: errorsOf(t, filled, (name) => t(`people.${name}`)),
      email: field('email', t('people.email'), {
        type: 'email',
        dir: 'ltr',
        autocomplete: 'username',
        required: true,
        maxlength: 254,
      }),
      password: field('password', t('people.password'), {
        type: 'password',
        autocomplete: 'current-password',
        required: true,
      }),
    },
  }
}

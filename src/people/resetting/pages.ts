import { errorsOf, type Filled, fieldsOf, statusOf } from '../../web/fields.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { SHORTEST_PASSWORD } from '../password-rules.ts'
import { resetPath, signInUrl } from '../urls.ts'

export function askPage({ t }: PageWords, filled: Filled): Page {
  return {
    template: 'people/resetting/ask',
    title: t('people.reset_title'),
    area: 'form',
    status: statusOf(filled),
    model: {
      action: resetPath(),
      errors: errorsOf(t, filled),
      email: fieldsOf(t, filled)('email', t('people.email'), {
        type: 'email',
        dir: 'ltr',
        autocomplete: 'username',
        required: true,
        maxlength: 254,
      }),
    },
  }
}

/** The same whether somebody signs in with that address or not. */
export function askedPage({ t }: PageWords, email: string): Page {
  return {
    template: 'people/resetting/asked',
    title: t('people.reset_asked_title'),
    area: 'form',
    model: { text: t('people.reset_asked', { email }), signInUrl: signInUrl() },
  }
}

export function choosePage({ t }: PageWords, token: string, email: string, filled: Filled): Page {
  return {
    template: 'people/resetting/choose',
    title: t('people.choose_title'),
    area: 'form',
    status: statusOf(filled),
    model: {
      action: resetPath(token),
      email,
      errors: errorsOf(t, filled),
      password: fieldsOf(t, filled)('password', t('people.new_password'), {
        type: 'password',
        autocomplete: 'new-password',
        required: true,
        help: t('people.password_help', { min: SHORTEST_PASSWORD }),
      }),
    },
  }
}

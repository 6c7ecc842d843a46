import { LANGUAGES } from '../../i18n/languages.ts'
import { EMPTY, errorsOf, type Filled, fieldsOf, statusOf } from '../../web/fields.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { timeZones } from '../forms.ts'
import { SHORTEST_PASSWORD } from '../password-rules.ts'
import { accountUrl, signOutEverywhereUrl } from '../urls.ts'
import type { Account, listSessions } from './queries.ts'

const DONE = ['profile', 'email', 'password', 'session'] as const

export type Shown = {
  account: Account
  sessions: Awaited<ReturnType<typeof listSessions>>
  /** Public id of the session that looks. */
  here: string
  profile?: Filled
  email?: Filled
  password?: Filled
  done?: string
}

export function accountPage(words: PageWords, shown: Shown): Page {
  const { t } = words
  const { profile, email = EMPTY, password = EMPTY } = shown
  const wrong = [profile, email, password].find((form) => form && statusOf(form) !== 200) ?? EMPTY
  const done = DONE.find((name) => name === shown.done)
  return {
    template: 'people/account/account',
    title: t('frame.account'),
    area: 'desk',
    status: statusOf(wrong),
    model: {
      notice: done && { kind: 'good', text: t(`people.done_${done}`) },
      errors: errorsOf(t, wrong, (name) => t(LABELS[name] ?? `people.${name}`)),
      profile: profileFields(words, shown.account, profile),
      email: emailFields(words, shown.account, email),
      password: passwordFields(words, password),
      sessions: shown.sessions.map(({ public_id, browser, created_at }) => ({
        browser: browser || t('people.unknown_browser'),
        since: created_at,
        isHere: public_id === shown.here,
        endUrl: `${accountUrl()}/sessions/${public_id}/end`,
      })),
      signOutEverywhereUrl: signOutEverywhereUrl(),
    },
  }
}

/** What stands over the fields, where it is not what they are called. */
const LABELS: Readonly<Record<string, string>> = {
  title: 'people.job',
  language: 'frame.language',
  time_zone: 'settings.time_zone',
  email_password: 'people.current_password',
}

function profileFields({ t }: PageWords, account: Account, filled: Filled | undefined) {
  const typed = {
    name: account.name,
    title: account.title,
    language: account.language ?? '',
    time_zone: account.time_zone ?? '',
  }
  const field = fieldsOf(t, filled ?? { typed, faults: {} })
  return [
    field('name', t('people.name'), {
      autocomplete: 'name',
      required: true,
      maxlength: 80,
      help: t('people.name_help'),
    }),
    field('title', t('people.job'), { autocomplete: 'organization-title', maxlength: 80, help: t('people.job_help') }),
    field('language', t('frame.language'), {
      type: 'select',
      hideOptional: true,
      options: [
        { value: '', label: t('people.language_browser') },
        ...LANGUAGES.map(({ code, name }) => ({ value: code, label: name })),
      ],
    }),
    field('time_zone', t('settings.time_zone'), {
      type: 'select',
      hideOptional: true,
      options: [
        { value: '', label: t('people.time_zone_site') },
        ...timeZones(typed.time_zone || undefined).map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
      ],
    }),
  ]
}

function emailFields({ t }: PageWords, account: Account, filled: Filled) {
  const field = fieldsOf(t, { ...filled, typed: { email: account.email, ...filled.typed } })
  return [
    field('email', t('people.email'), {
      type: 'email',
      dir: 'ltr',
      autocomplete: 'username',
      required: true,
      maxlength: 254,
    }),
    field('email_password', t('people.current_password'), currentPassword),
  ]
}

const currentPassword = { type: 'password', autocomplete: 'current-password', required: true }

function passwordFields({ t }: PageWords, filled: Filled) {
  const field = fieldsOf(t, filled)
  return [
    field('current_password', t('people.current_password'), currentPassword),
    field('new_password', t('people.new_password'), {
      type: 'password',
      autocomplete: 'new-password',
      required: true,
      help: t('people.password_help', { min: SHORTEST_PASSWORD }),
    }),
  ]
}

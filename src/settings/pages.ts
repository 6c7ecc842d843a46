import { LANGUAGES, type Translate } from '../i18n/languages.ts'
import { errorsOf, fieldsOf, fieldsPerLanguage, statusOf } from '../web/fields.ts'
import type { Faults, Typed } from '../web/forms.ts'
import type { Page, PageWords } from '../web/render.ts'
import type { Settings } from './rules.ts'
import { settingsUrl } from './urls.ts'

/** What the form shows before anybody has typed. */
export function typedSettings(settings: Settings): Typed {
  return {
    name: settings.name,
    ...Object.fromEntries(LANGUAGES.map(({ code }) => [`sentence_${code}`, settings.sentence[code] ?? ''])),
    accent: settings.accent,
    language: settings.language,
    time_zone: settings.timeZone,
    ...(settings.anonymousTickets && { anonymous_tickets: '1' }),
    ...(settings.anonymousReplies && { anonymous_replies: '1' }),
    ...(settings.anonymousVotes && { anonymous_votes: '1' }),
    sender_days: String(settings.senderDays),
    removed_days: String(settings.removedDays),
  }
}

export function settingsPage({ t }: PageWords, typed: Typed, faults: Faults, saved: boolean): Page {
  const filled = { typed, faults }
  const field = fieldsOf(t, filled)
  const of = (name: string, more?: object) => field(name, t(`settings.${name}`), more)
  return {
    template: 'settings/site',
    title: t('settings.title'),
    area: 'desk',
    status: statusOf(filled),
    model: {
      at: settingsUrl(),
      saved,
      errors: errorsOf(t, filled, labelOf(t)),
      name: of('name', { required: true, maxlength: 60 }),
      sentences: fieldsPerLanguage(t, filled)('sentence', t('settings.sentence'), { maxlength: 200 }),
      accent: of('accent', { type: 'color', required: true, help: t('settings.accent_help') }),
      language: of('language', {
        type: 'select',
        required: true,
        help: t('settings.language_help'),
        options: LANGUAGES.map(({ code, name }) => ({ value: code, label: name })),
      }),
      timeZone: of('time_zone', {
        type: 'select',
        required: true,
        help: t('settings.time_zone_help'),
        options: timeZones(typed.time_zone ?? 'UTC').map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
      }),
      switches: ['anonymous_tickets', 'anonymous_replies', 'anonymous_votes'].map((name) =>
        of(name, { type: 'checkbox', value: typed[name] !== undefined, help: t(`settings.${name}_help`) }),
      ),
      senderDays: of('sender_days', { inputmode: 'numeric', required: true, help: t('settings.sender_days_help') }),
      removedDays: of('removed_days', { inputmode: 'numeric', required: true, help: t('settings.removed_days_help') }),
    },
  }
}

function timeZones(chosen: string): string[] {
  return [...new Set(['UTC', chosen, ...Intl.supportedValuesOf('timeZone')])]
}

/** A text in several languages has a field for each, named `sentence_en`. */
function labelOf(t: Translate) {
  return (name: string) => t(`settings.${name.replace(/^sentence_\w+$/, 'sentence')}`)
}

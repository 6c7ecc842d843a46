import type { Kind, StatusRow } from '../../db/schema.ts'
import { LANGUAGES, type Language, translator } from '../../i18n/languages.ts'
import { statusesUrl } from '../../settings/urls.ts'
import { errorsOf, fieldsOf, fieldsPerLanguage, statusOf } from '../../web/fields.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { KINDS, statusName, type Taxonomy } from '../rules.ts'
import { PHASE_CHOICES } from './forms.ts'

export type Shown = { kind: Kind; open?: number | 'new'; typed?: Typed; faults?: Faults; saved?: boolean }

/** Every status of a kind in its order, each with its form; `open` is the one just worked on. */
export function statusesPage(
  { t, language }: PageWords,
  taxonomy: Taxonomy,
  siteLanguage: Language,
  shown: Shown,
): Page {
  const faults = shown.faults ?? {}
  const list = taxonomy.byKind[shown.kind]
  return {
    template: 'taxonomy/statuses/list',
    title: t('taxonomy.statuses'),
    area: 'desk',
    status: statusOf({ typed: {}, faults }),
    model: {
      at: statusesUrl(),
      saved: shown.saved ?? false,
      errors: errorsOf(t, { typed: {}, faults }),
      kinds: KINDS.map((kind) => ({
        kind,
        name: t(`kinds.${kind}_plural`),
        url: statusesUrl(kind),
        current: kind === shown.kind,
      })),
      statuses: list.map((status, index) => {
        const mine = shown.open === status.id
        const typed = (mine && shown.typed) || typedStatus(status, siteLanguage)
        return {
          id: status.id,
          phase: status.phase,
          phaseName: t(`taxonomy.phase_${status.waiting_for ?? status.phase}`),
          name: statusName(status, t, language, siteLanguage),
          needsReason: status.needs_reason,
          isFirst: status.is_first,
          isTop: index === 0,
          isBottom: index === list.length - 1,
          isAlone: list.length === 1,
          isOpen: mine,
          ...controls(t, typed, mine ? faults : {}),
        }
      }),
      added: {
        kind: shown.kind,
        isOpen: shown.open === 'new',
        phases: PHASE_CHOICES.map((phase) => ({ value: phase, label: t(`taxonomy.phase_${phase}`) })),
        phase: shown.open === 'new' ? (shown.typed?.phase ?? 'open') : 'open',
        ...controls(
          t,
          (shown.open === 'new' && shown.typed) || { colour: '#2563eb' },
          shown.open === 'new' ? faults : {},
        ),
      },
    },
  }
}

function controls(t: PageWords['t'], typed: Typed, faults: Faults) {
  return {
    names: fieldsPerLanguage(t, { typed, faults })('name', t('taxonomy.name'), { maxlength: 40 }),
    colour: fieldsOf(t, { typed, faults })('colour', t('taxonomy.colour'), { type: 'color', required: true }),
    reason: fieldsOf(t, { typed, faults })('needs_reason', t('taxonomy.needs_reason'), {
      type: 'checkbox',
      value: typed.needs_reason !== undefined,
      help: t('taxonomy.needs_reason_help'),
    }),
  }
}

/** A built-in name is offered in every language, so that renaming one does not lose the others. */
function typedStatus(status: StatusRow, siteLanguage: Language): Typed {
  const names = LANGUAGES.map(({ code }) => [
    `name_${code}`,
    status.names[code] ?? (status.message_key ? statusName(status, translator(code), code, siteLanguage) : ''),
  ])
  return { ...Object.fromEntries(names), colour: status.colour, ...(status.needs_reason && { needs_reason: '1' }) }
}

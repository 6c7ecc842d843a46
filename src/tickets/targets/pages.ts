import type { Kind } from '../../db/schema.ts'
import { cellKey, type Targets, targetMinutes } from '../../settings/targets.ts'
import { targetsUrl } from '../../settings/urls.ts'
import { nameIn } from '../../taxonomy/rules.ts'
import { errorsOf, fieldsOf, statusOf } from '../../web/fields.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page } from '../../web/render.ts'
import type { TicketWords } from '../rows.ts'
import { cellField, TIMED_KINDS } from './forms.ts'

export type Shown = { typed?: Typed; faults?: Faults; saved?: boolean }

export function cellName(words: TicketWords) {
  const { t, taxonomy, language, siteLanguage } = words
  return (kind: Kind | null, categoryId: number | null): string =>
    t('timing.cell', {
      category:
        categoryId === null
          ? t('timing.any_category')
          : nameIn(taxonomy.categories.get(categoryId)?.names ?? {}, language, siteLanguage),
      kind: kind === null ? t('timing.any_kind') : t(`kinds.${kind}`),
    })
}

export function targetsPage(targets: Targets, words: TicketWords, shown: Shown): Page {
  const { t, taxonomy, language, siteLanguage } = words
  const typed = shown.typed ?? typedTargets(targets)
  const filled = { typed, faults: shown.faults ?? {} }
  const field = fieldsOf(t, filled)
  const minutes = (name: 'minutes' | 'urgent_minutes' | 'warn_minutes') =>
    field(name, t(`timing.${name}`), { required: true, inputmode: 'numeric', help: t(`timing.${name}_help`) })
  const nameOf = cellName(words)
  const row = (name: string, categoryId: number | null) => ({
    name,
    cells: TIMED_KINDS.map((kind) => cellWords(kind, categoryId)),
  })
  function cellWords(kind: Kind | null, categoryId: number | null) {
    // The field above the table is the one for every kind of every category.
    if (kind === null && categoryId === null) return undefined
    const name = cellField(kind, categoryId)
    return {
      name,
      label: nameOf(kind, categoryId),
      value: typed[name] ?? '',
      usual: usualMinutes(targets, kind, categoryId),
      isWrong: filled.faults[name] !== undefined,
    }
  }
  return {
    template: 'tickets/targets/targets',
    title: t('timing.targets'),
    area: 'desk',
    status: statusOf(filled),
    model: {
      at: targetsUrl(),
      saved: shown.saved ?? false,
      errors: errorsOf(t, filled),
      fields: [minutes('minutes'), minutes('urgent_minutes'), minutes('warn_minutes')],
      kinds: TIMED_KINDS.map((kind) => (kind === null ? t('timing.any_kind') : t(`kinds.${kind}`))),
      rows: [
        row(t('timing.any_category'), null),
        ...taxonomy.inOrder.map(({ id, names }) => row(nameIn(names, language, siteLanguage), id)),
      ],
    },
  }
}

/** What holds where the cell is empty. */
function usualMinutes(targets: Targets, kind: Kind | null, categoryId: number | null): number {
  const { [cellKey(kind, categoryId)]: _, ...cells } = targets.cells
  if (kind === null) return targets.minutes
  return targetMinutes({ ...targets, cells }, { kind, category_id: categoryId, priority: 2 })
}

function typedTargets({ minutes, urgentMinutes, warnMinutes, cells }: Targets): Typed {
  const table = Object.entries(cells).map(([key, value]) => [`cell_${key.replace('/', '_')}`, String(value)])
  return {
    minutes: String(minutes),
    urgent_minutes: String(urgentMinutes),
    warn_minutes: String(warnMinutes),
    ...Object.fromEntries(table),
  }
}

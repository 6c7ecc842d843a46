/** Statuses and categories as every page needs them; few rows, held in memory. */
import type { CategoryRow, Kind, Names, StatusRow } from '../db/schema.ts'
import type { Language, Translate } from '../i18n/languages.ts'

export const KINDS: readonly Kind[] = ['question', 'problem', 'idea', 'thanks']

export type Taxonomy = {
  statuses: ReadonlyMap<number, StatusRow>
  /** In their order, per kind. */
  byKind: Readonly<Record<Kind, readonly StatusRow[]>>
  categories: ReadonlyMap<number, CategoryRow>
  /** In the admin's order. */
  inOrder: readonly CategoryRow[]
}

/** A text in many languages: the interface's, else the site's, else any. */
export function nameIn(names: Names, language: Language, siteLanguage: Language): string {
  return names[language] || names[siteLanguage] || Object.values(names).find(Boolean) || ''
}

/** A status is called by its own name once somebody has renamed it, by the catalogue's word until then. */
export function statusName(
  status: Pick<StatusRow, 'message_key' | 'names'>,
  t: Translate,
  language: Language,
  siteLanguage: Language,
): string {
  if (status.names[language]) return status.names[language]
  if (status.message_key) return t(`statuses.${status.message_key}`)
  return nameIn(status.names, language, siteLanguage)
}

export function firstStatus(taxonomy: Taxonomy, kind: Kind): StatusRow {
  const status = taxonomy.byKind[kind].find(({ is_first }) => is_first) ?? taxonomy.byKind[kind][0]
  if (!status) throw new Error(`There is no status for the kind ${kind}`)
  return status
}

/** The status a reply of staff leads to by itself: the first `done` one that needs no reason. */
export function answeredStatus(taxonomy: Taxonomy, kind: Kind): StatusRow {
  return (
    taxonomy.byKind[kind].find(({ phase, needs_reason }) => phase === 'done' && !needs_reason) ??
    firstStatus(taxonomy, kind)
  )
}

/** The part of the style sheet that depends on the admin's colours. */
export function statusColours(taxonomy: Taxonomy): string {
  return [...taxonomy.statuses.values()].map(({ id, colour }) => `.status-${id}{--status:${colour}}`).join('\n')
}

/** Which tickets a list shows, read from its address: what is not understood is left out, never an error. */
import type { Turn } from '../../db/cursor.ts'
import type { Kind, StatusRow } from '../../db/schema.ts'
import { KINDS, type Taxonomy } from '../../taxonomy/rules.ts'
import { cleanLine } from '../../text/clean.ts'
import { readId } from '../../web/forms.ts'
import { readTurn } from '../urls.ts'

export const SORTS = ['newest', 'activity', 'votes'] as const
export type Sort = (typeof SORTS)[number]

/** How many tickets stand on one page of a list. */
export const PAGE_ROWS = 25

export type Filters = {
  kind?: Kind
  /** Any of these; see sameStatuses. */
  statuses?: number[]
  categoryId?: number
  /** 0 for a tag that is not there: no ticket has it. */
  tagId?: number
  /** Has a public reply of staff. */
  answered?: boolean
}

/** A list as its address names it. */
export type Wanted = {
  /** `tagId` is missing; the query of listing/queries finds it by `tag`. */
  filters: Filters
  tag: string
  sort: Sort
  turn: Turn
  /** The address's own words, valid ones only, in a fixed order. */
  query: Record<string, string>
}

export function readWanted(query: Record<string, unknown>, taxonomy: Taxonomy): Wanted {
  const kind = KINDS.find((one) => one === query.kind)
  const status = taxonomy.statuses.get(readId(query.status) ?? 0)
  const category = taxonomy.inOrder.find(({ slug }) => slug === query.category)
  const tag = typeof query.tag === 'string' ? cleanLine(query.tag.slice(0, 200)) : ''
  const answered = query.answered === 'yes' ? true : query.answered === 'no' ? false : undefined
  const sort = SORTS.find((one) => one === query.sort) ?? 'newest'
  const statusOfKind = status && (!kind || sameStatuses(taxonomy, status).some((one) => one.kind === kind))
  return {
    filters: {
      ...(kind && { kind }),
      ...(statusOfKind && { statuses: sameStatuses(taxonomy, status).map(({ id }) => id) }),
      ...(category && { categoryId: category.id }),
      ...(answered !== undefined && { answered }),
    },
    tag,
    sort,
    turn: readTurn(query),
    query: {
      ...(kind && { kind }),
      ...(statusOfKind && { status: String(status.id) }),
      ...(category && { category: category.slug }),
      ...(tag && { tag }),
      ...(answered !== undefined && { answered: answered ? 'yes' : 'no' }),
      ...(sort !== 'newest' && { sort }),
    },
  }
}

/** "New" is a status of every kind: whoever asks for one of them means them all. */
export function sameStatuses(taxonomy: Taxonomy, { message_key, names }: StatusRow): StatusRow[] {
  const name = JSON.stringify([message_key, names])
  return [...taxonomy.statuses.values()].filter((one) => JSON.stringify([one.message_key, one.names]) === name)
}

/** One of each name, in their order; those of one kind when a kind is chosen. */
export function statusChoices(taxonomy: Taxonomy, kind: Kind | undefined): StatusRow[] {
  const statuses = kind ? taxonomy.byKind[kind] : KINDS.flatMap((one) => taxonomy.byKind[one])
  const seen = new Set<string>()
  return statuses.filter(({ message_key, names }) => {
    const name = JSON.stringify([message_key, names])
    return !seen.has(name) && seen.add(name)
  })
}

/**
 * Search engines list the whole list and the lists of one kind, category or tag, from their beginning: other filters
 * and sorts show the same tickets again, and a page further on shows others with every new ticket.
 */
export function mayBeIndexed({ query, turn }: Wanted): boolean {
  const names = Object.keys(query)
  const alone = names.length === 0 || (names.length === 1 && ['kind', 'category', 'tag'].includes(names[0] ?? ''))
  return alone && !turn.past && !turn.before
}

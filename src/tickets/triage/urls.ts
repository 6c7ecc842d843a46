/**
 * Addresses of the desk's queue, written and read here: its views and filters. A ticket opened from it carries the same
 * words, so that "next" knows its way. What is not understood is left out, never an error.
 */
import { type Place, readPlace, writePlace } from '../../db/cursor.ts'
import type { Kind } from '../../db/schema.ts'
import { KINDS, type Taxonomy } from '../../taxonomy/rules.ts'
import { cleanLine } from '../../text/clean.ts'
import { readId } from '../../web/forms.ts'
import { deskTicketUrl, deskUrl } from '../urls.ts'

/** In the order in which the desk lists them; the first is the one it opens with. */
export const VIEWS = [
  'unanswered',
  'mine',
  'unassigned',
  'waiting',
  'open',
  'private',
  'done',
  'thanks',
  'removed',
] as const
export type View = (typeof VIEWS)[number]

export type Filters = {
  kind?: Kind
  status?: number
  category?: number
  /** A tag's name. */
  tag?: string
  /** 0: nobody. */
  assignee?: number
  language?: string
}

/** Where somebody stands in the queue. */
export type Spot = {
  view: View
  filters: Filters
  past?: Place | undefined
}

/** `query` is that of an address. */
export function readSpot(query: Record<string, unknown>, taxonomy: Taxonomy): Spot {
  const view = VIEWS.find((one) => one === query.view) ?? VIEWS[0]
  const kind = KINDS.find((one) => one === query.kind)
  const status = taxonomy.statuses.get(readId(query.status) ?? 0)
  const category = taxonomy.categories.get(readId(query.category) ?? 0)
  const tag = typeof query.tag === 'string' ? cleanLine(query.tag.slice(0, 200)) : ''
  const assignee = query.assignee === '0' ? 0 : readId(query.assignee)
  const language = typeof query.language === 'string' && /^[a-z]{2,3}$/.test(query.language) ? query.language : ''
  return {
    view,
    filters: {
      ...(kind && { kind }),
      ...(status && { status: status.id }),
      ...(category && { category: category.id }),
      ...(tag && { tag }),
      ...(assignee !== undefined && { assignee }),
      ...(language && { language }),
    },
    past: readPlace(query.past),
  }
}

/** 'view=mine&kind=problem'; '' for the view the desk opens with. Pages of the queue are no part of it. */
export function spotQuery({ view, filters }: Pick<Spot, 'view' | 'filters'>): string {
  const words: [string, string][] = view === VIEWS[0] ? [] : [['view', view]]
  for (const [name, value] of Object.entries(filters)) words.push([name, String(value)])
  return new URLSearchParams(words).toString()
}

export function queueUrl(view: View, filters: Filters = {}, past?: Spot['past']): string {
  const words = new URLSearchParams(spotQuery({ view, filters }))
  if (past) words.set('past', writePlace(past))
  const query = words.toString()
  return query ? `${deskUrl()}?${query}` : deskUrl()
}

export const ticketInQueueUrl = (id: number, spot: Pick<Spot, 'view' | 'filters'>) => deskTicketUrl(id, spotQuery(spot))

/**
 * Addresses of the desk's queue, written and read here: its views and filters. A ticket opened from it carries the same
 * words, so that "next" knows its way. What is not understood is left out, never an error.
 */
import { type Place, readPlace, writePlace } from '../../db/cursor.ts'
import type { Kind, Visibility } from '../../db/schema.ts'
import { KINDS, type Taxonomy } from '../../taxonomy/rules.ts'
import { cleanLine } from '../../text/clean.ts'
import { searchWords } from '../../text/search-words.ts'
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
  'snoozed',
  'mentions',
  'thanks',
  'removed',
] as const
export type View = (typeof VIEWS)[number]

export const PRIORITIES = [4, 3, 2, 1] as const
/** Whose turn it is: waits for us; never answered by anybody of the team; answered, and nobody waits. */
export const ANSWERS = ['waits', 'never', 'given'] as const
/** Asked within so many days, or longer ago than that. */
export const AGES = ['within-1', 'within-7', 'within-30', 'over-7', 'over-30', 'over-90', 'over-365'] as const

export type Filters = {
  /** Words of a search, as `searchWords` gives them, or '#123'. */
  q?: string
  kind?: Kind
  status?: number
  category?: number
  /** A tag's name. */
  tag?: string
  /** 0: nobody; 'me': whoever looks. */
  assignee?: number | 'me'
  language?: string
  priority?: number
  channel?: string
  visibility?: Visibility
  answer?: (typeof ANSWERS)[number]
  age?: (typeof AGES)[number]
  snoozed?: 'yes' | 'no'
}
export type Filter = keyof Filters

/** Where somebody stands in the queue. */
export type Spot = {
  view: View
  filters: Filters
  past?: Place | undefined
  /** The saved view that it was opened by. */
  saved?: number | undefined
  /** Filters that were asked for and are not understood (any more): then nothing fits, and the page says which. */
  broken?: Filter[]
}

/** `query` is that of an address. */
export function readSpot(query: Record<string, unknown>, taxonomy: Taxonomy): Spot {
  const filters: Filters = {}
  const broken: Filter[] = []
  for (const [name, read] of Object.entries(readers(taxonomy)) as [Filter, Reader][]) {
    const text = query[name]
    if (typeof text !== 'string' || text.trim() === '') continue
    const value = read(text.slice(0, 500))
    if (value === undefined || value === '') broken.push(name)
    else Object.assign(filters, { [name]: value })
  }
  return {
    view: VIEWS.find((one) => one === query.view) ?? VIEWS[0],
    filters,
    past: readPlace(query.past),
    saved: readId(query.saved),
    ...(broken.length > 0 && { broken }),
  }
}

type Reader = (text: string) => string | number | undefined

const oneOf =
  <T extends string>(known: readonly T[]) =>
  (text: string): T | undefined =>
    known.find((one) => one === text)

/** In the order in which they are offered and stand in an address. Each gives undefined for what it does not know. */
function readers(taxonomy: Taxonomy): Record<Filter, Reader> {
  return {
    q: (text) => (/^\s*#\d+\s*$/.test(text) ? text.trim() : searchWords(text)),
    kind: oneOf(KINDS),
    status: (text) => taxonomy.statuses.get(readId(text) ?? 0)?.id,
    category: (text) => taxonomy.categories.get(readId(text) ?? 0)?.id,
    assignee: (text) => (text === 'me' ? 'me' : text === '0' ? 0 : readId(text)),
    priority: (text) => PRIORITIES.find((one) => String(one) === text),
    answer: oneOf(ANSWERS),
    visibility: oneOf(['public', 'private']),
    age: oneOf(AGES),
    snoozed: oneOf(['yes', 'no']),
    channel: (text) => cleanLine(text.slice(0, 40)),
    language: (text) => (/^[a-z]{2,3}$/.test(text) ? text : undefined),
    tag: (text) => cleanLine(text.slice(0, 200)),
  }
}

export type Opened = Pick<Spot, 'view' | 'filters' | 'saved'>

/** 'view=mine&kind=problem'; '' for the view the desk opens with. Pages of the queue are no part of it. */
export function spotQuery({ view, filters, saved }: Opened): string {
  const words: [string, string][] = view === VIEWS[0] ? [] : [['view', view]]
  for (const [name, value] of Object.entries(filters)) words.push([name, String(value)])
  if (saved !== undefined) words.push(['saved', String(saved)])
  return new URLSearchParams(words).toString()
}

export const spotUrl = (spot: Opened, past?: Spot['past']) => queueUrl(spot.view, spot.filters, past, spot.saved)

export function queueUrl(view: View, filters: Filters = {}, past?: Spot['past'], saved?: number): string {
  const words = new URLSearchParams(spotQuery({ view, filters, saved }))
  if (past) words.set('past', writePlace(past))
  const query = words.toString()
  return query ? `${deskUrl()}?${query}` : deskUrl()
}

export const ticketInQueueUrl = (id: number, spot: Opened) => deskTicketUrl(id, spotQuery(spot))

/** The queue by the words of an address as a form carried them. */
export function withQuery(spot: string, more: Record<string, string> = {}): string {
  const words = new URLSearchParams(spot.slice(0, 500))
  for (const name of ['did', 'bulk', 'past']) words.delete(name)
  for (const [name, value] of Object.entries(more)) words.set(name, value)
  return words.size > 0 ? `${deskUrl()}?${words}` : deskUrl()
}

/** How somebody wants the desk to behave; and all its keys. */
export const comfortUrl = () => '/desk/notices'
export const keysUrl = () => '/desk/keys'

/** The words by which an open page watches: its queue, its ticket. Without either, the counts of the desk's side alone. */
export function watchQuery(spot: Opened, ticketId?: number): string {
  const words = new URLSearchParams(spotQuery(spot))
  words.set('queue', '1')
  if (ticketId !== undefined) words.set('ticket', String(ticketId))
  return words.toString()
}

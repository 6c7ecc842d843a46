/** The queue in words. */
import type { House } from '../../house.ts'
import { type Clock, clockOf } from '../../text/business-time.ts'
import { formatDateTime } from '../../text/dates.ts'
import { initialsOf } from '../../text/initials.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { priorityName } from '../priority.ts'
import { authorWords, statusWords, type TicketWords } from '../rows.ts'
import { VIEW_ICONS } from './desk-side.ts'
import { chosenFilters, filterFields, type Offered } from './filter-fields.ts'
import type { QueueRow } from './queries.ts'
import type { SavedView } from './saved-views.ts'
import {
  type Filter,
  queueUrl,
  type Spot,
  spotQuery,
  spotUrl,
  ticketInQueueUrl,
  type View,
  watchQuery,
} from './urls.ts'
import { sinceWords, type WaitWords, waitWords } from './waiting.ts'

export type DeskWords = TicketWords &
  PageWords & {
    clock: Clock
    /** A reply due within so much opening time is due soon. */
    warnMinutes: number
  }

/** Words for everything on the desk that speaks of tickets. */
export function deskWords(house: House, words: PageWords): DeskWords {
  const { language: siteLanguage, hours, timeZone, targets } = house.settings.now
  const clock = clockOf(hours, timeZone)
  return { ...words, siteLanguage, taxonomy: house.taxonomy.now, clock, warnMinutes: targets.warnMinutes }
}

/** A row of the queue, for views/tickets/triage/_queue. `current`: the ticket open beside it. */
export function queueRow(row: QueueRow, spot: Spot, words: DeskWords, now: Date, current?: number) {
  const { t } = words
  return {
    id: row.id,
    url: ticketInQueueUrl(row.id, spot),
    title: row.title,
    language: row.language,
    ...waitOf(row, spot.view, words, now),
    unread: row.waiting_since !== null && row.first_reply_at === null,
    current: row.id === current,
    status: statusWords(row.status_id, words),
    kind: row.kind,
    kindName: t(`kinds.${row.kind}`),
    requester: row.requester_name || t('tickets.anonymous'),
    private: row.visibility === 'private',
    held: row.review_state === 'held',
    unreviewed: row.review_state === 'unreviewed',
    priority: priorityMark(row.priority, words),
    shadowed: row.is_shadowed,
    tags: row.tags,
    snoozed: snoozedWords(row, words),
    assignee: row.assignee_name === null ? null : assigneeWords(row.assignee_name, words),
  }
}

/** Undefined where it is as usual: a mark on every row would mark none. */
export function priorityMark(priority: number, { t }: DeskWords) {
  const name = priorityName(priority)
  return name === 'normal' ? undefined : { name, text: t(`priorities.${name}`) }
}

/** When it comes back; '' where it was not put off. */
function snoozedWords({ snoozed_at, snoozed_until }: QueueRow, { t, language, timeZone }: DeskWords): string {
  if (!snoozed_at) return ''
  if (!snoozed_until) return t('snoozing.off_until_reply')
  return t('snoozing.off_until', { until: formatDateTime(snoozed_until, language, timeZone) })
}

/** Initials in a disc, and the name for whoever cannot tell by them. */
export function assigneeWords(name: string, { t }: DeskWords) {
  const { disc } = authorWords({ name, byStaff: true }, t)
  return { name, initials: initialsOf(name), disc }
}

/** In views of what is not before us, the time counts from what brought it there. */
function waitOf(row: QueueRow, view: View, words: DeskWords, now: Date): WaitWords {
  if (view === 'waiting') return sinceWords(row.activity_at, words, now)
  if (view === 'done') return sinceWords(row.done_at, words, now)
  if (view === 'snoozed') return sinceWords(row.snoozed_at, words, now)
  if (view === 'thanks') return sinceWords(row.created_at, words, now)
  if (view === 'removed') return sinceWords(row.removed_at, words, now)
  return waitWords(row, words, now)
}

export type QueuePage = {
  /** The newest event when the page began to be made. */
  since: number
  spot: Spot
  rows: QueueRow[]
  past?: Spot['past']
  offered: Offered
  tags: string[]
  /** The saved view that was opened, where it is there and the reader's to see. */
  saved?: SavedView | undefined
  /** For tickets that are ticked; made by triage/bulk, opaque here. */
  bulk: { bar: object; done?: object | undefined }
  choosing: boolean
  now: Date
}

export function queuePage(queue: QueuePage, words: DeskWords): Page {
  const { spot, now, saved } = queue
  const { t } = words
  const filtered = Object.keys(spot.filters).length > 0
  return {
    template: 'tickets/triage/queue',
    title: saved?.name ?? t(`desk.view_${spot.view}`),
    area: 'desk',
    model: {
      view: spot.view,
      savedId: spot.saved,
      since: queue.since,
      self: spotUrl(spot, spot.past),
      watch: watchQuery(spot),
      rows: queue.rows.map((row) => queueRow(row, spot, words, now)),
      filters: filterFields(spot, words, queue.offered),
      words: spot.filters.q ?? '',
      tag: spot.filters.tag ?? '',
      tags: queue.tags,
      filtered,
      // Somebody is choosing: the filters stay open until they go elsewhere.
      choosing: queue.choosing,
      chips: chosenFilters(spot, words, queue.offered).map(({ name, text }) => ({
        text,
        url: spotUrl({ ...spot, filters: without(spot.filters, [name]) }),
      })),
      all: queueUrl(spot.view),
      more: queue.past && spotUrl(spot, queue.past),
      top: spot.past && spotUrl(spot),
      broken: spot.broken && brokenWords(spot, words),
      saving: savingWords(spot, saved),
      bulk: queue.bulk,
      empty: emptyQueue(spot, filtered, words),
    },
  }
}

/** A filter that says nothing any more shows nothing: the whole queue in its place would be taken for what was asked. */
function brokenWords(spot: Spot, { t, language }: DeskWords) {
  const names = (spot.broken ?? []).map((name) => t(`desk.filter_${name}`))
  return {
    text: t('views.broken', { filters: new Intl.ListFormat(language).format(names), count: names.length }),
    without: spotUrl({ ...spot, filters: without(spot.filters, spot.broken ?? []) }),
  }
}

const without = (filters: Spot['filters'], names: readonly Filter[]): Spot['filters'] =>
  Object.fromEntries(Object.entries(filters).filter(([name]) => !names.includes(name as Filter)))

/** Saving what is shown as a view, or its changes in the view that was opened. */
function savingWords(spot: Spot, saved: SavedView | undefined) {
  const query = spotQuery({ ...spot, saved: undefined })
  // While a filter is broken, saving would throw it away unasked.
  const changed = saved !== undefined && !spot.broken && saved.query !== query
  return { query, saved: saved && { id: saved.id, mine: saved.isMine, changed } }
}

/** What will be here, and the next step. */
function emptyQueue({ view }: Spot, filtered: boolean, { t }: DeskWords) {
  if (filtered) {
    return { icon: 'filter', title: t('desk.empty_filtered'), url: queueUrl(view), label: t('desk.show_all') }
  }
  const next = view === 'unanswered' ? 'open' : 'unanswered'
  return {
    icon: VIEW_ICONS[view],
    title: t(`desk.empty_${view}`),
    text: t(`desk.empty_${view}_text`),
    url: queueUrl(next),
    label: t(`desk.view_${next}`),
  }
}

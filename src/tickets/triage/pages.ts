/** The queue in words. */
import type { House } from '../../house.ts'
import { KINDS, nameIn, statusName } from '../../taxonomy/rules.ts'
import { formatWait } from '../../text/dates.ts'
import { initialsOf } from '../../text/initials.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { authorWords, statusWords, type TicketWords } from '../rows.ts'
import { VIEW_ICONS } from './desk-side.ts'
import type { QueueRow } from './queries.ts'
import { isLate } from './rules.ts'
import { queueUrl, type Spot, ticketInQueueUrl, type View } from './urls.ts'

export type DeskWords = TicketWords & PageWords

/** Words for everything on the desk that speaks of tickets. */
export function deskWords(house: House, words: PageWords): DeskWords {
  return { ...words, siteLanguage: house.settings.now.language, taxonomy: house.taxonomy.now }
}

/** A row of the queue, for views/tickets/triage/_queue. `current`: the ticket open beside it. */
export function queueRow(row: QueueRow, spot: Spot, words: DeskWords, now: Date, current?: number) {
  const { t, language } = words
  const since = sinceOf(row, spot.view)
  return {
    url: ticketInQueueUrl(row.id, spot),
    title: row.title,
    language: row.language,
    wait: since ? formatWait(now.getTime() - since.getTime(), language) : '',
    since,
    late: isLate(row.waiting_since, now),
    unread: row.waiting_since !== null && row.first_reply_at === null,
    current: row.id === current,
    status: statusWords(row.status_id, words),
    kind: row.kind,
    kindName: t(`kinds.${row.kind}`),
    requester: row.requester_name || t('tickets.anonymous'),
    private: row.visibility === 'private',
    held: row.review_state === 'held',
    unreviewed: row.review_state === 'unreviewed',
    tags: row.tags,
    assignee: row.assignee_name === null ? null : assigneeWords(row.assignee_name, words),
  }
}

/** Initials in a disc, and the name for whoever cannot tell by them. */
export function assigneeWords(name: string, { t }: DeskWords) {
  const { disc } = authorWords({ name, byStaff: true }, t)
  return { name, initials: initialsOf(name), disc }
}

/** What the time at the row's beginning counts from. */
function sinceOf(row: QueueRow, view: View): Date | null {
  if (view === 'waiting') return row.activity_at
  if (view === 'done') return row.done_at
  if (view === 'thanks') return row.created_at
  if (view === 'removed') return row.removed_at
  return row.waiting_since
}

type Option = { value: string; label: string }

/** Choices of the filters, with what is chosen. */
export function filterFields(spot: Spot, words: DeskWords, staff: { id: number; name: string }[], languages: string[]) {
  const { t, taxonomy, language, siteLanguage } = words
  const { filters } = spot
  const languageName = new Intl.DisplayNames(language, { type: 'language' })
  const select = (name: string, value: string | number | undefined, options: Option[]) => ({
    name,
    label: t(`desk.filter_${name}`),
    value: value === undefined ? '' : String(value),
    options: [{ value: '', label: t('desk.any') }, ...options],
  })
  const statuses = filters.kind ? taxonomy.byKind[filters.kind] : [...taxonomy.statuses.values()]
  return [
    select(
      'kind',
      filters.kind,
      KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
    ),
    select(
      'status',
      filters.status,
      statuses.map((status) => ({
        value: String(status.id),
        label: filters.kind
          ? statusName(status, t, language, siteLanguage)
          : `${t(`kinds.${status.kind}`)}: ${statusName(status, t, language, siteLanguage)}`,
      })),
    ),
    select(
      'category',
      filters.category,
      taxonomy.inOrder.map(({ id, names }) => ({ value: String(id), label: nameIn(names, language, siteLanguage) })),
    ),
    select('assignee', filters.assignee, [
      { value: '0', label: t('desk.nobody') },
      ...staff.map(({ id, name }) => ({ value: String(id), label: name })),
    ]),
    select(
      'language',
      filters.language,
      languages.map((code) => ({ value: code, label: languageName.of(code) ?? code })),
    ),
  ]
}

export type QueuePage = {
  spot: Spot
  rows: QueueRow[]
  past?: Spot['past']
  staff: { id: number; name: string }[]
  languages: string[]
  tags: string[]
  now: Date
}

export function queuePage(queue: QueuePage, words: DeskWords): Page {
  const { spot, now } = queue
  const { t } = words
  const filtered = Object.keys(spot.filters).length > 0
  return {
    template: 'tickets/triage/queue',
    title: t(`desk.view_${spot.view}`),
    area: 'desk',
    model: {
      view: spot.view,
      rows: queue.rows.map((row) => queueRow(row, spot, words, now)),
      filters: filterFields(spot, words, queue.staff, queue.languages),
      tag: spot.filters.tag ?? '',
      tags: queue.tags,
      filtered,
      all: queueUrl(spot.view),
      more: queue.past && queueUrl(spot.view, spot.filters, queue.past),
      top: spot.past && queueUrl(spot.view, spot.filters),
      empty: emptyQueue(spot, filtered, words),
    },
  }
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

/** One ticket as staff see it: all that was written, by whom and for whom, and every act on it. */
import type { House } from '../../../house.ts'
import type { Faults, Typed } from '../../../web/forms.ts'
import type { Page } from '../../../web/render.ts'
import type { StaffViewer } from '../../../web/viewer.ts'
import { authorWords, statusWords } from '../../rows.ts'
import { bodyHtml } from '../../thread.ts'
import { deskActUrl, replyAnchor, SPOT_FIELD, ticketUrl } from '../../urls.ts'
import { type DeskWords, priorityMark, queueRow } from '../pages.ts'
import type { QueueRow } from '../queries.ts'
import type { SavedView } from '../saved-views.ts'
import { type Spot, spotQuery, spotUrl, ticketInQueueUrl, watchQuery } from '../urls.ts'
import { doneLine } from './done-line.ts'
import { incidentOnDesk } from './incident.ts'
import { type DeskTicket, MOST_REPLIES } from './queries.ts'
import { sideWords } from './side.ts'
import { filesOf, originalOf, threadWords } from './thread.ts'
import { toolWords } from './tools.ts'

export type Shown = {
  desk: DeskTicket
  /** The newest event when the page began to be made. */
  since: number
  spot: Spot
  /** The saved view that it was opened from. */
  saved?: SavedView | undefined
  queue: QueueRow[]
  tags: string[]
  /** The form to answer with; made by tickets/answering, opaque here. */
  box: object
  viewer: StaffViewer
  now: Date
  /** What was just done: an event's type. */
  did?: string | undefined
  /** The secret link was asked for. */
  showLink?: boolean
  /** One of the small forms came back. */
  typed?: Typed
  faults?: Faults
  /** What others wrote after this reply is marked as new: the writer has not read it. */
  unread?: number
  /** Faults of the reply box, for the summary. */
  errors?: { name: string; message: string }[]
  status?: number
}

export function deskTicketPage(house: House, shown: Shown, words: DeskWords): Page {
  const { desk, spot, queue, now } = shown
  const { ticket } = desk
  const { t } = words
  const at = queue.findIndex(({ id }) => id === ticket.id)
  const neighbour = (row: QueueRow | undefined) => (row ? ticketInQueueUrl(row.id, spot) : undefined)
  return {
    template: 'tickets/triage/ticket/ticket',
    title: ticket.title,
    area: 'desk',
    status: shown.status,
    model: {
      view: spot.view,
      savedId: spot.saved,
      since: shown.since,
      self: ticketInQueueUrl(ticket.id, spot),
      watch: watchQuery(spot, ticket.id),
      here: deskActUrl(ticket.id, 'here'),
      present: presentWords(desk, words),
      meant: meantWords(desk, words),
      viewName: shown.saved?.name ?? t(`desk.view_${spot.view}`),
      queueUrl: spotUrl(spot),
      queue: queue.map((row) => queueRow(row, spot, words, now, ticket.id)),
      previous: at > 0 ? neighbour(queue[at - 1]) : undefined,
      next: neighbour(at < 0 ? queue[0] : queue[at + 1]),
      spot: { name: SPOT_FIELD, value: spotQuery(spot) },
      done: doneLine(shown, words),
      errors: [...toolErrors(shown.faults ?? {}, words), ...(shown.errors ?? [])],
      head: headWords(shown, words),
      tools: toolWords(shown, words),
      incident: incidentOnDesk(shown, words),
      body: {
        bodyHtml: bodyHtml(ticket),
        language: ticket.language,
        files: filesOf(desk, null, words),
        questionMissing: ticket.question_missing,
        original: originalOf(desk, null),
      },
      cut: desk.replies.length > MOST_REPLIES,
      thread: threadWords(shown, words),
      box: shown.box,
      side: sideWords(house, shown, words),
    },
  }
}

/** Who waits for a word of whoever looks; undefined where nobody does. */
function meantWords({ ticket, mentions }: DeskTicket, { t }: DeskWords) {
  if (mentions.length === 0) return undefined
  const texts = mentions.map(({ reply_id, by_name }) => ({
    text: t(reply_id ? 'mentioning.meant' : 'mentioning.thanked', { name: by_name ?? t('frame.team') }),
    url: reply_id ? `#${replyAnchor(reply_id)}` : undefined,
  }))
  return { texts, settle: deskActUrl(ticket.id, 'settle') }
}

/** Who else has it open, in a sentence each. */
function presentWords({ present }: DeskTicket, { t }: DeskWords): { name: string; text: string; typing: boolean }[] {
  return present.map(({ name, typing }) => ({ name, typing, text: t(typing ? 'live.writes' : 'live.looks', { name }) }))
}

function listNames(guests: Shown['desk']['guests'], { t, language }: DeskWords): string {
  const names = guests.map(({ name }) => `\u2068${name || t('tickets.anonymous')}\u2069`)
  return new Intl.ListFormat(language).format(names)
}

function toolErrors(faults: Faults, { t }: DeskWords) {
  return Object.entries(faults).map(([name, { key, params }]) => ({ name: `tool-${name}`, message: t(key, params) }))
}

function headWords({ desk: { ticket, work, guests } }: Shown, words: DeskWords) {
  const { t } = words
  return {
    number: ticket.id,
    title: ticket.title,
    language: ticket.language,
    status: statusWords(ticket.status_id, words),
    kindName: t(`kinds.${ticket.kind}`),
    askedAt: ticket.created_at,
    edited: ticket.edited_at !== null,
    author: authorWords({ name: ticket.author_name || ticket.requester_name, byStaff: ticket.by_staff }, t),
    private: ticket.visibility === 'private',
    // Whoever answers must know that somebody from outside reads along.
    band: t(guests.length > 0 ? 'desk.private_band_guests' : 'desk.private_band', { names: listNames(guests, words) }),
    shadowed: work.is_shadowed,
    held: ticket.review_state === 'held',
    unreviewed: ticket.review_state === 'unreviewed',
    priority: priorityMark(work.priority, words),
    acknowledgedAt: ticket.first_reply_at === null ? work.acknowledged_at : null,
    publicUrl: ticketUrl(ticket),
  }
}

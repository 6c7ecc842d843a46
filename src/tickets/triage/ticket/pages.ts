/** One ticket as staff see it: all that was written, by whom and for whom, and every act on it. */
import { articleUrl } from '../../../articles/urls.ts'
import { shownFile } from '../../../files/attachments.ts'
import type { House } from '../../../house.ts'
import { KINDS, nameIn, statusName } from '../../../taxonomy/rules.ts'
import { tagUrl } from '../../../taxonomy/urls.ts'
import type { Faults, Typed } from '../../../web/forms.ts'
import type { Page } from '../../../web/render.ts'
import type { StaffViewer } from '../../../web/viewer.ts'
import { ticketLink } from '../../receipts.ts'
import { authorWords, statusWords } from '../../rows.ts'
import { bodyHtml } from '../../thread.ts'
import { deskActUrl, deskReplyActUrl, deskTicketUrl, replyAnchor, SPOT_FIELD, ticketUrl } from '../../urls.ts'
import { type DeskWords, queueRow } from '../pages.ts'
import type { QueueRow } from '../queries.ts'
import { isLate } from '../rules.ts'
import { queueUrl, type Spot, spotQuery, ticketInQueueUrl } from '../urls.ts'
import { doneLine } from './done-line.ts'
import { eventActor, eventSentence } from './history.ts'
import { type DeskEvent, type DeskReply, type DeskTicket, MOST_REPLIES } from './queries.ts'

export type Shown = {
  desk: DeskTicket
  spot: Spot
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
      viewName: t(`desk.view_${spot.view}`),
      queueUrl: queueUrl(spot.view, spot.filters),
      queue: queue.map((row) => queueRow(row, spot, words, now, ticket.id)),
      previous: at > 0 ? neighbour(queue[at - 1]) : undefined,
      next: neighbour(at < 0 ? queue[0] : queue[at + 1]),
      spot: { name: SPOT_FIELD, value: spotQuery(spot) },
      done: doneLine(shown, words),
      errors: [...toolErrors(shown.faults ?? {}, words), ...(shown.errors ?? [])],
      head: headWords(shown, words),
      tools: toolWords(shown, words),
      body: {
        bodyHtml: bodyHtml(ticket),
        language: ticket.language,
        files: filesOf(desk, null, words),
        questionMissing: ticket.question_missing,
      },
      cut: desk.replies.length > MOST_REPLIES,
      thread: threadWords(shown, words),
      box: shown.box,
      side: sideWords(house, shown, words),
    },
  }
}

function toolErrors(faults: Faults, { t }: DeskWords) {
  return Object.entries(faults).map(([name, { key, params }]) => ({ name: `tool-${name}`, message: t(key, params) }))
}

function headWords({ desk: { ticket }, now }: Shown, words: DeskWords) {
  const { t } = words
  return {
    number: ticket.id,
    title: ticket.title,
    language: ticket.language,
    status: statusWords(ticket.status_id, words),
    kindName: t(`kinds.${ticket.kind}`),
    askedAt: ticket.created_at,
    edited: ticket.edited_at !== null,
    author: authorWords({ name: ticket.requester_name, byStaff: ticket.by_staff }, t),
    waitingSince: ticket.waiting_since,
    late: isLate(ticket.waiting_since, now),
    private: ticket.visibility === 'private',
    held: ticket.review_state === 'held',
    unreviewed: ticket.review_state === 'unreviewed',
    publicUrl: ticketUrl(ticket),
  }
}

/** Status, assignee, category, tags, kind: each a small form with what was typed when it came back. */
function toolWords({ desk, viewer, tags, typed = {}, faults = {} }: Shown, words: DeskWords) {
  const { ticket } = desk
  const { t, taxonomy, language, siteLanguage } = words
  const act = (name: string) => deskActUrl(ticket.id, name)
  const fault = (name: string) => faults[name] && t(faults[name].key, faults[name].params)
  const active = desk.staff.map(({ id, name }) => ({ value: String(id), label: name }))
  // Somebody who has left may still hold what is done.
  const away =
    ticket.assignee_id !== null && !desk.staff.some(({ id }) => id === ticket.assignee_id)
      ? [{ value: String(ticket.assignee_id), label: t('desk.former_colleague') }]
      : []
  return {
    status: {
      action: act('status'),
      value: typed.status ?? String(ticket.status_id),
      options: taxonomy.byKind[ticket.kind].map((status) => ({
        value: String(status.id),
        label: statusName(status, t, language, siteLanguage),
        needsReason: status.needs_reason,
      })),
      reason: typed.reason ?? '',
      error: fault('status'),
      reasonError: fault('reason'),
    },
    assignee: {
      action: act('assignee'),
      value: String(ticket.assignee_id ?? 0),
      options: [{ value: '0', label: t('desk.nobody') }, ...active, ...away],
      me: viewer.id === ticket.assignee_id ? undefined : String(viewer.id),
      error: fault('assignee'),
    },
    category: {
      action: act('category'),
      value: String(ticket.category_id ?? ''),
      options: [
        { value: '', label: t('desk.no_category') },
        ...taxonomy.inOrder.map(({ id, names }) => ({
          value: String(id),
          label: nameIn(names, language, siteLanguage),
        })),
      ],
      error: fault('category'),
    },
    tags: { action: act('tags'), value: typed.tags ?? desk.tags.join(', '), known: tags, error: fault('tags') },
    kind: {
      action: act('kind'),
      value: ticket.kind,
      options: KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
    },
    sorted: [t(`kinds.${ticket.kind}`), categoryName(ticket.category_id, words) ?? t('desk.no_category'), ...desk.tags],
    sortingOpen: ['category', 'tags', 'kind'].some((name) => faults[name]),
  }
}

function categoryName(id: number | null, { taxonomy, language, siteLanguage }: DeskWords): string | undefined {
  const category = id === null ? undefined : taxonomy.categories.get(id)
  return category && nameIn(category.names, language, siteLanguage)
}

function filesOf({ files }: DeskTicket, replyId: number | null, { language }: DeskWords) {
  return files.filter(({ reply_id }) => reply_id === replyId).map((file) => shownFile(file, language))
}

/** Messages, and the changes that their readers see, in the order in which they happened. */
function threadWords(shown: Shown, words: DeskWords) {
  const { desk } = shown
  const replies = desk.replies.slice(-MOST_REPLIES)
  const messages = replies.map((reply) => ({ type: 'message' as const, ...messageWords(reply, shown, words) }))
  const since = desk.replies.length > MOST_REPLIES ? replies[0]?.created_at : undefined
  const changes = desk.events
    .filter((event) => event.is_public && event.type !== 'official_set' && (!since || event.created_at >= since))
    .map((event) => ({ type: 'change' as const, ...changeWords(event, desk, words) }))
  return [...messages, ...changes].sort((a, b) => a.at.getTime() - b.at.getTime())
}

/** For views/tickets/_change: a status with its dot and reason, everything else as a sentence. */
function changeWords(event: DeskEvent, { ticket }: DeskTicket, words: DeskWords) {
  const line = { at: event.created_at, name: eventActor(event, ticket, words) }
  const { to, reason } = event.data
  const shown = event.type === 'status_changed' && typeof to === 'number' && words.taxonomy.statuses.has(to)
  if (!shown) return { ...line, text: eventSentence(event, words) }
  return { ...line, status: statusWords(to, words), reason: typeof reason === 'string' ? reason : '' }
}

function messageWords(reply: DeskReply, { desk, spot }: Shown, words: DeskWords) {
  const { t } = words
  const { ticket } = desk
  const act = (name: string) => deskReplyActUrl(reply.id, name)
  const name = reply.by_requester && !reply.author_name ? ticket.requester_name : reply.author_name
  const official = ticket.official_reply_id === reply.id
  return {
    id: reply.id,
    anchor: replyAnchor(reply.id),
    at: reply.created_at,
    edited: reply.edited_at !== null,
    author: authorWords({ name, byStaff: reply.by_staff, isRequester: reply.by_requester }, t),
    audience: reply.audience,
    privateTo: reply.audience === 'private' ? t('desk.private_to', { name: addressee(reply, desk, words) }) : '',
    held: reply.review_state === 'held',
    unreviewed: reply.review_state === 'unreviewed',
    spam: reply.review_state === 'spam',
    bodyHtml: bodyHtml(reply),
    language: reply.language,
    files: filesOf(desk, reply.id, words),
    official,
    solved: ticket.solved_by_reply_id === reply.id,
    acts: {
      official: reply.by_staff && reply.audience === 'public' ? act('official') : undefined,
      edit: reply.by_staff ? `${act('edit')}?${new URLSearchParams({ [SPOT_FIELD]: spotQuery(spot) })}` : undefined,
      article: reply.by_staff && reply.audience !== 'note' ? act('article') : undefined,
      remove: act('remove'),
    },
  }
}

/** By the name they wrote under here; a person may have another elsewhere. */
function addressee(
  { addressee_id, addressee_name }: DeskReply,
  { ticket, replies }: DeskTicket,
  { t }: DeskWords,
): string {
  const isRequester = addressee_id === ticket.requester_id
  const here = replies.findLast(({ person_id, by_staff }) => person_id === addressee_id && !by_staff)
  return (isRequester ? ticket.requester_name : (here?.author_name ?? addressee_name)) || t('tickets.anonymous')
}

/** What one looks up: who asked, what else they asked, what happened, and the rarer acts. */
function sideWords(house: House, { desk, spot, showLink = false }: Shown, words: DeskWords) {
  const { ticket, requester } = desk
  const { language } = words
  const kept = new URLSearchParams({ [SPOT_FIELD]: spotQuery(spot) })
  const page = (name: string) => `${deskActUrl(ticket.id, name)}?${kept}`
  const languageName = (code: string) =>
    new Intl.DisplayNames(language, { type: 'language', fallback: 'code' }).of(code) ?? code
  return {
    requester: {
      name: requester.name,
      email: requester.email,
      reads: requester.language ? languageName(requester.language) : undefined,
      writes: ticket.language === 'und' ? undefined : languageName(ticket.language),
      since: requester.created_at,
      others: requester.others.map((other) => ({
        url: deskTicketUrl(other.id),
        title: other.title,
        language: other.language,
        status: statusWords(other.status_id, words),
        private: other.visibility === 'private',
      })),
      hasMore: requester.hasMore,
    },
    articles: desk.articles.map((article) => ({
      url: articleUrl(article),
      title: article.title,
      language: article.language,
      published: article.state === 'published',
      id: article.id,
    })),
    unlink: deskActUrl(ticket.id, 'unlink'),
    tags: desk.tags.map((name) => ({ name, url: tagUrl(name) })),
    link: showLink
      ? { value: house.config.siteUrl + ticketLink(house.secret, ticket), renew: deskActUrl(ticket.id, 'link') }
      : undefined,
    showLink: `${ticketInQueueUrl(ticket.id, spot)}${spotQuery(spot) ? '&' : '?'}link=1#secret-link`,
    edit: page('edit'),
    visibility: page('visibility'),
    remove: page('remove'),
    earlier: desk.hasVersions || desk.hasOriginal ? page('earlier') : undefined,
    history: desk.events.map((event) => ({
      at: event.created_at,
      name: eventActor(event, ticket, words),
      text: eventSentence(event, words),
    })),
  }
}

/** All that was written, each message marked by who may read it, and the changes between. */
import { shownFile } from '../../../files/attachments.ts'
import { keptIn } from '../../asides.ts'
import { authorWords, statusWords } from '../../rows.ts'
import { bodyHtml } from '../../thread.ts'
import { deskActUrl, deskReplyActUrl, replyAnchor, SPOT_FIELD } from '../../urls.ts'
import type { DeskWords } from '../pages.ts'
import { spotQuery } from '../urls.ts'
import { eventActor, eventSentence } from './history.ts'
import type { Shown } from './pages.ts'
import { type DeskEvent, type DeskReply, type DeskTicket, MOST_REPLIES } from './queries.ts'

/** Messages, and the changes that their readers see, in the order in which they happened. */
export function threadWords(shown: Shown, words: DeskWords) {
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
function changeWords(event: DeskEvent, { ticket, events }: DeskTicket, words: DeskWords) {
  const line = { at: event.created_at, name: eventActor(event, ticket, words), original: keptOf(event, events) }
  const { to, reason } = event.data
  const shown = event.type === 'status_changed' && typeof to === 'number' && words.taxonomy.statuses.has(to)
  if (!shown) return { ...line, text: eventSentence(event, words) }
  return { ...line, status: statusWords(to, words), reason: typeof reason === 'string' ? reason : '' }
}

/** What stood here before something was hidden; '' where it stands again. */
function keptOf({ id, data }: DeskEvent, events: readonly DeskEvent[]): string {
  const kept = events.toReversed().flatMap(({ type, data: told }) => (type === 'redacted' ? keptIn(told) : []))
  const first = kept.find(({ event_id }) => event_id === id)?.text ?? ''
  return first === data.reason || first === data.headline ? '' : first
}

function messageWords(reply: DeskReply, { desk, spot, unread, viewer }: Shown, words: DeskWords) {
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
    privateTo: reply.audience === 'private' ? privateTo(reply, desk, words) : '',
    held: reply.review_state === 'held',
    unreviewed: reply.review_state === 'unreviewed',
    spam: reply.review_state === 'spam',
    shadowed: reply.is_shadowed,
    isNew: unread !== undefined && reply.id > unread && reply.person_id !== viewer.personId,
    bodyHtml: bodyHtml(reply),
    language: reply.language,
    files: filesOf(desk, reply.id, words),
    original: originalOf(desk, reply.id),
    official,
    solved: ticket.solved_by_reply_id === reply.id,
    acts: {
      official: reply.by_staff && reply.audience === 'public' ? act('official') : undefined,
      edit: reply.by_staff ? `${act('edit')}?${new URLSearchParams({ [SPOT_FIELD]: spotQuery(spot) })}` : undefined,
      article: reply.by_staff && reply.audience !== 'note' ? act('article') : undefined,
      part:
        reply.audience === 'public' && !reply.by_staff
          ? `${deskActUrl(ticket.id, 'part')}?${new URLSearchParams({ reply: String(reply.id), [SPOT_FIELD]: spotQuery(spot) })}`
          : undefined,
      split:
        !reply.by_staff && reply.audience !== 'note' && reply.review_state !== 'spam'
          ? `${act('split')}?${new URLSearchParams({ [SPOT_FIELD]: spotQuery(spot) })}`
          : undefined,
      calm: reply.by_staff
        ? undefined
        : `${deskActUrl(ticket.id, 'calm')}?${new URLSearchParams({ reply: String(reply.id), [SPOT_FIELD]: spotQuery(spot) })}`,
      remove: act('remove'),
    },
  }
}

/** Whom it is for; what a visitor wrote to the team is addressed to themselves, so that they read it too. */
function privateTo(reply: DeskReply, desk: DeskTicket, words: DeskWords): string {
  if (!reply.by_staff && reply.addressee_id === reply.person_id) return words.t('desk.private_to_team')
  return words.t('desk.private_to', { name: addressee(reply, desk, words) })
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

/** Those of one reply, or of the ticket's own text (null). */
export function filesOf({ files }: DeskTicket, replyId: number | null, { language }: DeskWords) {
  return files.filter(({ reply_id }) => reply_id === replyId).map((file) => shownFile(file, language))
}

/** What stood in the text before something was hidden from the public; for views/tickets/redacting/_original. */
export function originalOf({ redactions, ticket }: DeskTicket, replyId: number | null) {
  const redaction = redactions.find(({ reply_id }) => reply_id === replyId)
  if (!redaction) return undefined
  const { id, title, source } = redaction
  return { id, title: title === ticket.title ? '' : title, source, action: deskActUrl(ticket.id, 'restore-original') }
}

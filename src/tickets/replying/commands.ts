import type { FastifyRequest } from 'fastify'
import type { Trx } from '../../db/schema.ts'
import type { AcceptedFile } from '../../files/accept.ts'
import { attach } from '../../files/attachments.ts'
import type { House } from '../../house.ts'
import { knowVisitor, type Visitor } from '../../people/visitor-key.ts'
import type { Screened } from '../../screening/rules.ts'
import type { Sender } from '../../screening/sender.ts'
import { isThankYou } from '../../text/thank-you.ts'
import { lockTicket, refreshTicket, touch } from '../commands.ts'
import { BY_ITSELF, record } from '../events.ts'
import { findOwnGuest } from '../guests.ts'
import { getTicket, standingOf } from '../queries.ts'
import { keepOriginal, kindsOf, type Original } from '../redaction.ts'
import { isHeldQuietly } from '../restraints.ts'
import { guestWrote, requesterWrote } from '../turns.ts'
import { wake } from '../waking.ts'
import type { ReplyText } from '../writing.ts'
import { findSameReply } from './queries.ts'
import { type Audience, reviewStateOf } from './rules.ts'

export type Answer = {
  ticketId: number
  text: ReplyText
  audience: Audience
  /** What was written, where they kept something of it for the team alone. */
  original?: Pick<Original, 'source' | 'hidden'>
  /** As shown; see people/names. */
  name: string
  files: readonly AcceptedFile[]
  screened: Screened
  sender: Sender
}

export type Replied = { replyId: number; visitor: Visitor }

/**
 * A visitor's reply. Two posts of the same words wait for each other at the ticket's row, so the second finds the first
 * however close they come. Throws NotFound when the ticket is not the viewer's to read any more.
 */
export async function reply(trx: Trx, house: House, request: FastifyRequest, answer: Answer): Promise<Replied> {
  const { ticketId, text, audience, screened, sender } = answer
  await lockTicket(trx, ticketId)
  const ticket = await getTicket(trx, request.viewer, ticketId)
  const isRequester = standingOf(ticket, request.viewer) === 'requester'
  const guest = isRequester ? undefined : await findOwnGuest(trx, request.viewer, ticketId)
  const personId = isRequester ? ticket.requester_id : (guest?.personId ?? request.viewer.personId)
  const same = await findSameReply(trx, { ticketId, hash: text.text_hash, personId, sender })
  if (same) return { replyId: same.id, visitor: { personId: same.person_id, newKey: undefined } }

  // Who came by the secret link writes as the requester, who came by a guest's as that guest, on whatever device.
  const known = isRequester ? ticket.requester_id : guest?.personId
  const visitor = known === undefined ? await knowVisitor(trx, request) : { personId: known, newKey: undefined }
  const actor = { personId: visitor.personId, byStaff: false }
  const state = reviewStateOf(ticket, audience, screened.verdict)
  // What only staff read is nobody's stage.
  const isSeen = ticket.visibility === 'public' && audience === 'public'
  const shadowed = isSeen && (await isHeldQuietly(trx, { sender, personId: visitor.personId }))
  const isThanks = answer.files.length === 0 && isThankYou(text.source)
  const at = new Date()
  const { id: replyId } = await trx
    .insertInto('replies')
    .values({
      ...text,
      ticket_id: ticketId,
      person_id: visitor.personId,
      author_name: answer.name,
      by_requester: isRequester,
      audience,
      // To the team; whoever wrote it reads it too.
      addressee_id: audience === 'private' ? visitor.personId : null,
      review_state: state,
      is_shadowed: shadowed,
      is_thanks: isThanks,
      sender_hash: sender.hash,
      spam_score: screened.score,
      spam_signals: screened.signals,
      created_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await attach(trx, { ticket_id: ticketId, reply_id: replyId }, answer.files)
  await record(trx, ticketId, 'replied', actor, { reply_id: replyId, audience }, at)
  if (answer.original) {
    const { source, hidden } = answer.original
    await keepOriginal(trx, { ticketId, replyId, source, hidden, actor })
    await record(trx, ticketId, 'redacted', actor, { reply_id: replyId, kinds: kindsOf(hidden), texts: 1 }, at)
  }
  if (state === 'held') {
    await record(trx, ticketId, 'held', actor, { reply_id: replyId, signals: screened.signals }, at)
    return { replyId, visitor }
  }
  // No date moves and nobody's turn begins: for everybody but its author it is not there.
  if (shadowed) {
    await record(trx, ticketId, 'shadow_held', BY_ITSELF, { reply_id: replyId }, at)
    return { replyId, visitor }
  }
  // Strangers must not learn from a date that a private word was said.
  if (audience === 'public') await touch(trx, ticketId, at)
  if (isRequester) await requesterWrote(trx, house.taxonomy.now, ticket, actor, { isThanks, replyId, at })
  else if (!isThanks) await wake(trx, [ticketId], actor, 'reply')
  if (guest && !isThanks) await guestWrote(trx, house.taxonomy.now, ticket, actor, at)
  await refreshTicket(trx, ticketId)
  return { replyId, visitor }
}

/** Staff let a post through or throw it out; every judgement is an event that says how to take it back. */
import type { ReviewState, Trx } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import type { Viewer } from '../../web/viewer.ts'
import { lockTicket, refreshTicket, touch } from '../commands.ts'
import { type Actor, record } from '../events.ts'
import { getTicket } from '../queries.ts'
import { putReceipt } from '../receipts.ts'
import { requesterWrote } from '../turns.ts'
import type { PostRef } from './forms.ts'
import type { listJudgements } from './queries.ts'

export type Verdict = 'approve' | 'discard'

/** Returns the events it left, none for posts that somebody else has dealt with meanwhile. */
export async function judge(
  trx: Trx,
  house: House,
  viewer: Viewer,
  posts: readonly PostRef[],
  verdict: Verdict,
): Promise<number[]> {
  const events: number[] = []
  for (const { type, id } of posts) {
    const event = await (type === 'ticket' ? judgeTicket : judgeReply)(trx, house, viewer, id, verdict)
    if (event !== undefined) events.push(event)
  }
  return events
}

async function judgeTicket(trx: Trx, house: House, viewer: Viewer, id: number, verdict: Verdict) {
  const actor = actorOf(viewer)
  await lockTicket(trx, id)
  const ticket = await trx
    .selectFrom('tickets')
    .select(['id', 'visibility', 'review_state', 'was_public', 'link_version', 'requester_id'])
    .where('id', '=', id)
    .where('review_state', 'in', ['unreviewed', 'held'])
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!ticket) return undefined
  const before = { from: ticket.review_state, was_public: ticket.was_public }
  const now = new Date()
  if (verdict === 'discard') {
    await trx
      .updateTable('tickets')
      .set({ review_state: 'spam', removed_at: now, removed_why: 'spam', changed_at: now })
      .where('id', '=', id)
      .execute()
    return record(trx, id, 'discarded', actor, before)
  }
  await trx
    .updateTable('tickets')
    .set({ review_state: 'approved', was_public: ticket.was_public || ticket.visibility === 'public', changed_at: now })
    .where('id', '=', id)
    .execute()
  if (ticket.review_state === 'held') {
    await touch(trx, id, now)
    // It could not be sent while the post was held.
    await putReceipt(trx, house.secret, ticket)
  }
  return record(trx, id, 'approved', actor, before)
}

async function judgeReply(trx: Trx, house: House, viewer: Viewer, id: number, verdict: Verdict) {
  const actor = actorOf(viewer)
  const reply = await trx
    .selectFrom('replies')
    .select(['id', 'ticket_id', 'person_id', 'by_requester', 'is_thanks', 'review_state'])
    .where('id', '=', id)
    .where('review_state', 'in', ['unreviewed', 'held'])
    .where('removed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!reply) return undefined
  const { ticket_id: ticketId } = reply
  const now = new Date()
  const changes =
    verdict === 'discard' ? { review_state: 'spam' as const, removed_at: now } : { review_state: 'approved' as const }
  await trx.updateTable('replies').set(changes).where('id', '=', id).execute()
  // Held and then thrown away, it was never there for readers.
  if (verdict === 'approve' || reply.review_state !== 'held') await touch(trx, ticketId, now)
  const event = await record(trx, ticketId, verdict === 'discard' ? 'discarded' : 'approved', actor, {
    reply_id: id,
    from: reply.review_state,
  })
  if (verdict === 'approve' && reply.review_state === 'held' && reply.by_requester) {
    const ticket = await getTicket(trx, viewer, ticketId)
    const writer = { personId: reply.person_id, byStaff: false }
    await requesterWrote(trx, house.taxonomy.now, ticket, writer, { isThanks: reply.is_thanks, replyId: id, at: now })
  }
  await refreshTicket(trx, ticketId)
  return event
}

const actorOf = (viewer: Viewer): Actor => ({ personId: viewer.personId, byStaff: true })

/** Takes judgements back, as far as the posts still stand as judged. Returns how many. */
export async function restore(
  trx: Trx,
  viewer: Viewer,
  judgements: Awaited<ReturnType<typeof listJudgements>>,
): Promise<number> {
  let restored = 0
  for (const { ticket_id: ticketId, type, data } of judgements) {
    const { reply_id: replyId, from, was_public: wasPublic } = data as JudgementData
    const judged = type === 'discarded' ? 'spam' : 'approved'
    if (ticketId === null) continue
    const found = replyId
      ? await trx
          .updateTable('replies')
          .set({ review_state: from, removed_at: null })
          .where('id', '=', replyId)
          .where('review_state', '=', judged)
          .returning('id')
          .executeTakeFirst()
      : await trx
          .updateTable('tickets')
          .set({ review_state: from, removed_at: null, removed_why: null, was_public: wasPublic ?? false })
          .where('id', '=', ticketId)
          .where('review_state', '=', judged)
          .returning('id')
          .executeTakeFirst()
    if (!found) continue
    await touch(trx, ticketId)
    await record(trx, ticketId, 'restored', actorOf(viewer), replyId ? { reply_id: replyId, to: from } : { to: from })
    await refreshTicket(trx, ticketId)
    restored++
  }
  return restored
}

type JudgementData = { reply_id?: number; from: ReviewState; was_public?: boolean }

/** Taking away and bringing back: rows stay until the retention time is over, so that a slip can be mended. */
import type { ReplyRow, ReviewState, Trx } from '../../db/schema.ts'
import { Refused } from '../../web/errors.ts'
import { refreshTicket } from '../commands.ts'
import { type Actor, record } from '../events.ts'
import type { Ticket } from '../queries.ts'
import { OPEN_REVIEW_STATES } from '../rules.ts'
import { waitAnew } from '../turns.ts'
import { findLeave } from './queries.ts'

/** Strangers are told that a public one is gone (410); a private one was never there for them. */
export async function remove(trx: Trx, ticket: Ticket, why: 'deleted' | 'spam', actor: Actor): Promise<void> {
  const at = new Date()
  await trx
    .updateTable('tickets')
    .set({ removed_at: at, removed_why: why, changed_at: at, ...(why === 'spam' && { review_state: 'spam' }) })
    .where('id', '=', ticket.id)
    .execute()
  await record(trx, ticket.id, 'discarded', actor, { why, review_state: ticket.review_state }, at)
}

/** Throws Refused for what its author withdrew: that is theirs to decide. */
export async function restore(trx: Trx, ticket: Ticket, actor: Actor): Promise<void> {
  if (ticket.removed_why === 'withdrawn') throw new Refused('removing.withdrawn')
  // Whoever brings back what was marked spam has looked at it.
  const state: ReviewState = ticket.review_state === 'spam' ? 'approved' : ticket.review_state
  const at = new Date()
  await trx
    .updateTable('tickets')
    .set({
      removed_at: null,
      removed_why: null,
      review_state: state,
      was_public: ticket.was_public || (ticket.visibility === 'public' && OPEN_REVIEW_STATES.includes(state)),
      changed_at: at,
    })
    .where('id', '=', ticket.id)
    .execute()
  await record(trx, ticket.id, 'restored', actor, {}, at)
}

export async function removeReply(trx: Trx, ticket: Ticket, reply: ReplyRow, actor: Actor): Promise<void> {
  if (reply.removed_at !== null) return
  await setRemoved(trx, reply, new Date())
  if (ticket.official_reply_id === reply.id) {
    await trx.updateTable('tickets').set({ official_reply_id: null }).where('id', '=', ticket.id).execute()
  }
  if (ticket.solved_by_reply_id === reply.id) {
    await trx.updateTable('tickets').set({ solved_by_reply_id: null }).where('id', '=', ticket.id).execute()
  }
  await settle(trx, ticket, reply)
  await record(trx, ticket.id, 'reply_removed', actor, { reply_id: reply.id })
}

/**
 * Undo of a moment ago; that it was the official answer is said anew by whoever wants it to be. Throws Refused for what
 * its writer took back, which is theirs to decide, and for what became a ticket of its own, which its own undo takes back.
 */
export async function restoreReply(trx: Trx, ticket: Ticket, reply: ReplyRow, actor: Actor): Promise<void> {
  if (reply.removed_at === null) return
  const leave = await findLeave(trx, ticket.id, reply.id)
  if (leave?.type === 'split') throw new Refused('undoing.changed_since')
  if (leave && !leave.by_staff) throw new Refused('removing.withdrawn')
  await setRemoved(trx, reply, null)
  await settle(trx, ticket, reply)
  await record(trx, ticket.id, 'restored', actor, { reply_id: reply.id })
}

async function setRemoved(trx: Trx, reply: ReplyRow, at: Date | null): Promise<void> {
  await trx.updateTable('replies').set({ removed_at: at }).where('id', '=', reply.id).execute()
}

/** Counts and turns from what is left. Nothing that strangers see may move for what they could not see. */
async function settle(trx: Trx, ticket: Ticket, reply: ReplyRow): Promise<void> {
  if (reply.audience === 'note') return
  await refreshTicket(trx, ticket.id)
  // Without its answer an open ticket waits again; a passer-by's word is nobody's turn.
  if (reply.by_staff || reply.by_requester) await waitAnew(trx, ticket.id)
  if (reply.audience === 'public' && !reply.is_shadowed) {
    await trx.updateTable('tickets').set({ changed_at: new Date() }).where('id', '=', ticket.id).execute()
  }
}

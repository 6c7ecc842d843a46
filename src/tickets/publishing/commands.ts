/** Who may read a ticket: everybody, or only its people; and whoever holds its secret link. */
import type { Trx, Visibility } from '../../db/schema.ts'
import { type Actor, record } from '../events.ts'
import type { Ticket } from '../queries.ts'

/**
 * Made private, it answers strangers like an unknown number from this moment on. Made public by staff, it has been
 * looked at, and waits in no review queue any more.
 */
export async function setVisibility(trx: Trx, ticket: Ticket, visibility: Visibility, actor: Actor): Promise<void> {
  if (visibility === ticket.visibility) return
  const at = new Date()
  const approves = visibility === 'public' && ticket.review_state !== 'approved'
  await trx
    .updateTable('tickets')
    .set({
      visibility,
      changed_at: at,
      ...(visibility === 'public' && { was_public: true, review_state: 'approved' }),
    })
    .where('id', '=', ticket.id)
    .execute()
  await record(trx, ticket.id, 'visibility_changed', actor, { from: ticket.visibility, to: visibility }, at)
  if (approves) await record(trx, ticket.id, 'approved', actor, {}, at)
}

/** Links given out before open nothing any more, and browsers that came by one are strangers again. */
export async function renewLink(trx: Trx, ticketId: number, actor: Actor): Promise<void> {
  await trx
    .updateTable('tickets')
    .set((eb) => ({ link_version: eb('link_version', '+', 1) }))
    .where('id', '=', ticketId)
    .execute()
  await record(trx, ticketId, 'link_renewed', actor)
}

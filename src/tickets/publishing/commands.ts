/** Who may read a ticket: everybody, or only its people; and whoever holds its secret link. */
import type { Trx, Visibility } from '../../db/schema.ts'
import { type Actor, record } from '../events.ts'
import type { Ticket } from '../queries.ts'

/**
 * Made private, it answers strangers like an unknown number from this moment on. Made public by staff, it has been
 * looked at, and waits in no review queue any more.
 */
export async function setVisibility(
  trx: Trx,
  ticket: Pick<Ticket, 'id' | 'visibility' | 'review_state'>,
  visibility: Visibility,
  actor: Actor,
): Promise<void> {
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

/** Nobody is to know by the page who asked; staff find the name where they find the person. */
export async function makeAnonymous(trx: Trx, ticketId: number): Promise<void> {
  await trx.updateTable('tickets').set({ requester_name: '' }).where('id', '=', ticketId).execute()
  await trx
    .updateTable('replies')
    .set({ author_name: '' })
    .where('ticket_id', '=', ticketId)
    .where('by_requester', '=', true)
    .execute()
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

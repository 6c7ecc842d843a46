import type { Trx } from '../../db/schema.ts'
import { answeredStatus, type Taxonomy } from '../../taxonomy/rules.ts'
import { NotFound } from '../../web/errors.ts'
import { changeStatus, touch } from '../commands.ts'
import { record } from '../events.ts'
import type { Ticket } from '../queries.ts'
import { repliesListed } from '../rules.ts'

/**
 * The requester says which reply solved it. The first time that finishes the ticket; a later change of mind only moves
 * the mark, since staff may have opened the ticket again meanwhile (DECISIONS 13). The reply must be one that every
 * reader of the ticket can read: the mark puts it on top for all of them.
 */
export async function solve(trx: Trx, taxonomy: Taxonomy, ticket: Ticket, replyId: number): Promise<void> {
  const reply = await trx
    .selectFrom('replies')
    .select('id')
    .where('id', '=', replyId)
    .where('ticket_id', '=', ticket.id)
    .where(repliesListed)
    .executeTakeFirst()
  if (!reply) throw new NotFound()
  if (ticket.solved_by_reply_id === reply.id) return
  const actor = { personId: ticket.requester_id, byStaff: false }
  await trx.updateTable('tickets').set({ solved_by_reply_id: reply.id }).where('id', '=', ticket.id).execute()
  await touch(trx, ticket.id)
  await record(trx, ticket.id, 'solved', actor, { reply_id: reply.id })
  if (ticket.solved_by_reply_id === null && ticket.phase !== 'done') {
    await changeStatus(trx, ticket, answeredStatus(taxonomy, ticket.kind), actor)
  }
}

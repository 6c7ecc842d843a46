/** "We are looking into it": said before there is an answer, and no answer in any figure. */
import type { Trx } from '../db/schema.ts'
import { touch } from './commands.ts'
import { type Actor, record } from './events.ts'
import type { Ticket } from './queries.ts'
import { putNews } from './receipts.ts'

/** Once a ticket; the event and the column hold the same moment, so that one taken back is not shown any more. */
export async function acknowledge(trx: Trx, secret: string, ticket: Ticket, actor: Actor): Promise<void> {
  const at = new Date()
  const first = await trx
    .updateTable('tickets')
    .set({ acknowledged_at: at })
    .where('id', '=', ticket.id)
    .where('acknowledged_at', 'is', null)
    .where('first_reply_at', 'is', null)
    .where('phase', '!=', 'done')
    .returning('id')
    .executeTakeFirst()
  if (!first) return
  await touch(trx, ticket.id, at)
  await record(trx, ticket.id, 'acknowledged', actor, {}, at)
  await putNews(trx, secret, ticket, { name: 'ticket_acknowledged' }, actor.personId)
}

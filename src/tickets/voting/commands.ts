import type { Trx } from '../../db/schema.ts'
import { recount } from '../commands.ts'

/** "Me too", once per person; a second time changes nothing. */
export async function vote(trx: Trx, ticketId: number, personId: number): Promise<void> {
  await trx
    .insertInto('votes')
    .values({ ticket_id: ticketId, person_id: personId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await recount(trx, ticketId)
  await markChanged(trx, ticketId)
}

export async function unvote(trx: Trx, ticketId: number, personId: number): Promise<void> {
  await trx.deleteFrom('votes').where('ticket_id', '=', ticketId).where('person_id', '=', personId).execute()
  await recount(trx, ticketId)
  await markChanged(trx, ticketId)
}

/** The page shows another number; the list by activity stays as it is, a click is no news. */
async function markChanged(trx: Trx, ticketId: number): Promise<void> {
  await trx.updateTable('tickets').set({ changed_at: new Date() }).where('id', '=', ticketId).execute()
}

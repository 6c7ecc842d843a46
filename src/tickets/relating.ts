/** Tickets near one another: found when a text is written, so that reading one costs nothing (see surroundings.ts). */
import type { Db } from '../db/schema.ts'
import { similarRows } from '../db/similar-rows.ts'
import { listed } from './rules.ts'

/** More than a page shows: some of them may be made private or removed. */
const KEPT = 8

/**
 * Finds what is like this ticket by its title, and enters it with those found too. Call it after the commit, whenever
 * a title is written or a ticket made public; it must never hold up whoever wrote. Only public tickets are found, and
 * whoever reads asks again for the right to each (rules: listed).
 */
export async function relate(db: Db, ticketId: number): Promise<void> {
  const ticket = await db.selectFrom('tickets').select('title').where('id', '=', ticketId).executeTakeFirst()
  if (!ticket) return
  const near = await similarRows(
    db,
    { table: 'tickets', where: (eb) => eb.and([listed(eb), eb('tickets.id', '!=', ticketId)]) },
    ticket.title,
    KEPT,
  )
  const isListed = await db
    .selectFrom('tickets')
    .select('id')
    .where('id', '=', ticketId)
    .where(listed)
    .executeTakeFirst()
  const rows = near.map((id, place) => ({ ticket_id: ticketId, related_id: id, rank: 1 / (place + 1) }))
  const back = isListed
    ? rows.map(({ related_id, rank }) => ({ ticket_id: related_id, related_id: ticketId, rank }))
    : []
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('related_tickets').where('ticket_id', '=', ticketId).execute()
    if (rows.length === 0) return
    await trx
      .insertInto('related_tickets')
      .values([...rows, ...back])
      .onConflict((conflict) =>
        conflict.columns(['ticket_id', 'related_id']).doUpdateSet((eb) => ({ rank: eb.ref('excluded.rank') })),
      )
      .execute()
  })
}

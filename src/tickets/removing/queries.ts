import { sql } from 'kysely'
import type { Db, ReplyRow } from '../../db/schema.ts'

/** A reply of this ticket, removed or not; for staff. */
export async function findAnyReply(db: Db, ticketId: number, replyId: number): Promise<ReplyRow | undefined> {
  return db
    .selectFrom('replies')
    .selectAll()
    .where('id', '=', replyId)
    .where('ticket_id', '=', ticketId)
    .executeTakeFirst()
}

/**
 * How a reply went last: taken back by its writer, made a ticket of its own, or removed by staff. Its history stands on
 * the ticket that it was written on, whatever that has become part of.
 */
export async function findLeave(db: Db, ticketId: number, replyId: number) {
  return db
    .selectFrom('events')
    .select(['events.type', 'events.by_staff'])
    .where('events.ticket_id', 'in', (eb) =>
      eb
        .selectFrom('tickets')
        .select('tickets.id')
        .where((one) => one.or([one('tickets.id', '=', ticketId), one('tickets.merged_into', '=', ticketId)])),
    )
    .where('events.type', 'in', ['reply_removed', 'split'])
    .where(sql<number>`(events.data->>'reply_id')::int`, '=', replyId)
    .orderBy('events.id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Who removed the ticket; undefined where the history does not say. */
export async function findRemover(db: Db, ticketId: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('events')
    .innerJoin('staff', 'staff.person_id', 'events.person_id')
    .select('staff.name')
    .where('events.ticket_id', '=', ticketId)
    .where('events.type', '=', 'discarded')
    .orderBy('events.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.name
}

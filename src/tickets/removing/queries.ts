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

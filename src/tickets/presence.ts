/** Who has a ticket open on the desk just now, and who is writing on it. Pages with script say so every few seconds. */
import { sql } from 'kysely'
import { PREPARED } from '../db/prepared.ts'
import type { Db } from '../db/schema.ts'
import { announce } from './live.ts'

/** A page says that it is there every PULSE_SECONDS; one that has said nothing for longer than this is gone. */
export const PULSE_SECONDS = 20
const GONE_SECONDS = 50
const TYPING_SECONDS = 40

export type Present = { name: string; typing: boolean }

/** The other colleagues, by name. */
export async function listPresent(db: Db, ticketId: number, staffId: number): Promise<Present[]> {
  return db
    .selectFrom('presence')
    .innerJoin('staff', 'staff.id', 'presence.staff_id')
    .select(['staff.name', sql<boolean>`coalesce(${isFresh('typing_at', TYPING_SECONDS)}, false)`.as('typing')])
    .where('presence.ticket_id', '=', ticketId)
    .where('presence.staff_id', '!=', staffId)
    .where(isFresh('seen_at', GONE_SECONDS))
    .orderBy('staff.name')
    .modifyEnd(PREPARED)
    .execute()
}

/** Announced only when the others would see a difference. */
export async function sayPresent(db: Db, ticketId: number, staffId: number, typing: boolean): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const before = await trx
      .selectFrom('presence')
      .select(sql<boolean>`coalesce(${isFresh('typing_at', TYPING_SECONDS)}, false)`.as('typing'))
      .where('ticket_id', '=', ticketId)
      .where('staff_id', '=', staffId)
      .where(isFresh('seen_at', GONE_SECONDS))
      .executeTakeFirst()
    const values = { seen_at: sql<Date>`now()`, typing_at: typing ? sql<Date>`now()` : null }
    await trx
      .insertInto('presence')
      .values({ ticket_id: ticketId, staff_id: staffId, ...values })
      .onConflict((conflict) => conflict.columns(['ticket_id', 'staff_id']).doUpdateSet(values))
      .execute()
    if (before?.typing !== typing) await announce(trx)
  })
}

export async function sayGone(db: Db, ticketId: number, staffId: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('presence').where('ticket_id', '=', ticketId).where('staff_id', '=', staffId).execute()
    await announce(trx)
  })
}

/** Those whose browser ended without a word. */
export async function sweepPresence(db: Db): Promise<void> {
  await db.deleteFrom('presence').where(sql<boolean>`seen_at < now() - interval '1 hour'`).execute()
}

const isFresh = (column: 'seen_at' | 'typing_at', seconds: number) =>
  sql<boolean>`${sql.ref(`presence.${column}`)} > now() - make_interval(secs => ${sql.lit(seconds)})`

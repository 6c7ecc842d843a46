/** A ticket that was put off comes back: when its time has come, when a visitor writes, or by hand. */
import { sql } from 'kysely'
import type { Db, Trx } from '../db/schema.ts'
import { type Actor, eventRow } from './events.ts'

/** Until when a ticket is put off, as offered. 'reply': until a visitor writes; 'at': a time of one's own. */
export const UNTIL = ['hours', 'tomorrow', 'monday', 'reply', 'at'] as const
export type Until = (typeof UNTIL)[number]

export type WokenBy = 'time' | 'reply' | 'hand'

/** Leaves alone what is awake. Returns the tickets it woke. */
export async function wake(trx: Trx, ticketIds: readonly number[], actor: Actor, by: WokenBy): Promise<number[]> {
  if (ticketIds.length === 0) return []
  const woken = await trx
    .updateTable('tickets')
    .set({ snoozed_at: null, snoozed_until: null })
    .where('id', 'in', [...ticketIds])
    .where('snoozed_at', 'is not', null)
    .returning('id')
    .execute()
  if (woken.length === 0) return []
  const at = new Date()
  await trx
    .insertInto('events')
    .values(woken.map(({ id }) => eventRow(id, 'woken', actor, { by }, at)))
    .execute()
  return woken.map(({ id }) => id)
}

const AT_ONCE = 200

/** For the clock. Two processes that look at the same moment wake each ticket once. */
export async function wakeDue(db: Db, now = new Date()): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const due = await trx
      .selectFrom('tickets')
      .select('id')
      .where('snoozed_at', 'is not', null)
      .where('snoozed_until', '<=', now)
      .orderBy('id')
      .limit(AT_ONCE)
      .modifyEnd(sql`FOR UPDATE SKIP LOCKED`)
      .execute()
    const woken = await wake(
      trx,
      due.map(({ id }) => id),
      { personId: null, byStaff: true },
      'time',
    )
    return woken.length
  })
}

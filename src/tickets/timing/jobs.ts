/** What the clock does by itself: warns before a target is missed, and reckons anew when hours or targets have changed. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'
import { loadSettings } from '../../settings/queries.ts'
import { warningMinutes } from '../../settings/targets.ts'
import { afterOpen, clockOf, openBetween } from '../../text/business-time.ts'
import { setClocks } from '../clocks.ts'
import { BY_ITSELF, type EventType, record } from '../events.ts'

/**
 * Leaves `due_soon` on every ticket whose target is about to be missed, once for each due moment; `due_missed` where
 * nobody could be warned in time, because the site did not run. Several processes may do it at once.
 */
export async function warnOfTargets(db: Db, now = new Date()): Promise<void> {
  const { hours, timeZone, targets } = await loadSettings(db)
  const clock = clockOf(hours, timeZone)
  // Opening time: what is due ten minutes after the doors open is soon when they are about to close.
  const horizon = afterOpen(clock, now, targets.warnMinutes * 60_000)
  const rows = await db
    .selectFrom('tickets')
    .select(['id', 'kind', 'category_id', 'priority', 'first_reply_due_at'])
    .where('first_reply_due_at', '<=', horizon)
    .where('due_warned_at', 'is', null)
    .where('removed_at', 'is', null)
    .where('merged_into', 'is', null)
    .orderBy('first_reply_due_at')
    .limit(1000)
    .execute()
  for (const { id, first_reply_due_at: due, ...ticket } of rows) {
    if (!due || openBetween(clock, now, due) > warningMinutes(targets, ticket) * 60_000) continue
    await warn(db, id, due, due > now ? 'due_soon' : 'due_missed', now)
  }
}

async function warn(db: Db, ticketId: number, due: Date, type: EventType, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const own = await trx
      .updateTable('tickets')
      .set({ due_warned_at: now })
      .where('id', '=', ticketId)
      .where('due_warned_at', 'is', null)
      .where('first_reply_due_at', '=', due)
      .returning('id')
      .executeTakeFirst()
    if (own) await record(trx, ticketId, type, BY_ITSELF, { due_at: due.toISOString() }, now)
  })
}

const KEY = 'clocks'
/** Held locked for some tens of milliseconds, while somebody may want to answer one of them. */
const AT_ONCE = 200

/** How far the reckoning with these rules has come: all tickets up to this number; null when it is done. */
type Progress = { rules: string; past: number | null }

/**
 * Reckons the clocks of all tickets anew once hours, zone, targets, phases or categories are others than last time.
 * Goes on where it was stopped. No page of strangers changes by it.
 */
export async function keepClocks(db: Db): Promise<void> {
  const rules = await readRules(db)
  const stored = await db.selectFrom('settings').select('value').where('key', '=', KEY).executeTakeFirst()
  const known = stored?.value as Progress | undefined
  if (known?.rules === rules && known.past === null) return
  const isFresh = known?.rules !== rules
  // First what somebody looks at: the queue is right within a moment, however many tickets there are.
  if (isFresh) await reckon(db, await openIds(db))
  let past: number | null = isFresh ? 0 : (known?.past ?? 0)
  while (past !== null) past = await reckonAfter(db, rules, past)
}

/** What a clock depends on beside its ticket. */
async function readRules(db: Db): Promise<string> {
  const { hours, timeZone, targets } = await loadSettings(db)
  const phases = await db.selectFrom('statuses').select(['id', 'phase']).orderBy('id').execute()
  const categories = await db.selectFrom('categories').select('id').orderBy('id').execute()
  return createHash('sha256')
    .update(JSON.stringify([hours, timeZone, targets, phases, categories]))
    .digest('base64')
}

async function openIds(db: Db): Promise<number[]> {
  const rows = await db
    .selectFrom('tickets')
    .select('id')
    .where('first_reply_at', 'is', null)
    .where('phase', '=', 'open')
    .where('removed_at', 'is', null)
    .where('merged_into', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

async function reckon(db: Db, ids: readonly number[]): Promise<void> {
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    await db.transaction().execute((trx) => setClocks(trx, ...ids.slice(from, from + AT_ONCE)))
  }
}

/** One step with its progress; null when there are no more. */
async function reckonAfter(db: Db, rules: string, past: number): Promise<number | null> {
  return db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('tickets')
      .select('id')
      .where('id', '>', past)
      .orderBy('id')
      .limit(AT_ONCE)
      .execute()
    const ids = rows.map(({ id }) => id)
    await setClocks(trx, ...ids)
    const next = ids.length < AT_ONCE ? null : (ids.at(-1) ?? null)
    const value = JSON.stringify({ rules, past: next } satisfies Progress)
    await trx
      .insertInto('settings')
      .values({ key: KEY, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, updated_at: sql<Date>`now()` }))
      .execute()
    return next
  })
}

import type { Trx } from '../../db/schema.ts'
import { type Actor, record } from '../events.ts'

/** Out of sight until then, or until a visitor writes; strangers see nothing of it. */
export async function snooze(trx: Trx, ticketId: number, until: Date | null, actor: Actor): Promise<void> {
  const at = new Date()
  await trx.updateTable('tickets').set({ snoozed_at: at, snoozed_until: until }).where('id', '=', ticketId).execute()
  await record(trx, ticketId, 'snoozed', actor, { until: until?.toISOString() ?? null }, at)
}

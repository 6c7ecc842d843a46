/** When somebody leaves the team, what they had open goes to a colleague or back to the queue. */

import { sql } from 'kysely'
import { changed } from '../../db/live.ts'
import type { Db, Trx } from '../../db/schema.ts'
import type { OpenWork } from '../../people/rules.ts'
import { TAXONOMY_TOPIC } from '../../taxonomy/queries.ts'
import { eventRow } from '../events.ts'

export const ticketWork: OpenWork = { count: countOpen, handOver }

async function countOpen(db: Db): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('tickets')
    .select((eb) => ['assignee_id', eb.fn.countAll<number>().as('count')])
    .where('assignee_id', 'is not', null)
    .where('phase', '!=', 'done')
    .where('removed_at', 'is', null)
    .where('merged_into', 'is', null)
    .groupBy('assignee_id')
    .execute()
  return new Map(rows.map(({ assignee_id, count }) => [assignee_id as number, count]))
}

/** Tickets that are done keep the name of whoever did them. */
async function handOver(
  trx: Trx,
  from: number,
  to: { id: number; name: string } | null,
  actor: { personId: number },
): Promise<void> {
  const at = new Date()
  const rows = await trx
    .updateTable('tickets')
    .set({ assignee_id: to?.id ?? null })
    .where('assignee_id', '=', from)
    .where('phase', '!=', 'done')
    .returning('id')
    .execute()
  const data = { from, to: to?.id ?? null, name: to?.name ?? null }
  const by = { personId: actor.personId, byStaff: true }
  const events = rows.map(({ id }) => eventRow(id, 'assigned', by, data, at))
  if (events.length > 0) await trx.insertInto('events').values(events).execute()
  await trx
    .updateTable('categories')
    .set({ default_assignee_id: to?.id ?? null })
    .where('default_assignee_id', '=', from)
    .execute()
  if (to) await takeDuty(trx, from, to.id)
  await changed(trx, TAXONOMY_TOPIC)
}

/** Rules and days on duty go to the heir; without one they keep the name, and their pages say that somebody has left. */
async function takeDuty(trx: Trx, from: number, to: number): Promise<void> {
  await trx.updateTable('routing_rules').set({ assignee_id: to }).where('assignee_id', '=', from).execute()
  for (const table of ['rota_week', 'rota_days'] as const) {
    await trx
      .updateTable(table)
      .set({ staff_ids: sql<number[]>`array_replace(staff_ids, ${from}::int, ${to}::int)` })
      .where(sql<boolean>`${from}::int = ANY(staff_ids)`)
      .execute()
  }
}

/** Removing a status or a category: its tickets go where the admin says, with a line in each one's history. */
import { sql } from 'kysely'
import { changed } from '../../db/live.ts'
import type { CategoryRow, StatusRow, Trx } from '../../db/schema.ts'
import { redirectCategory } from '../../taxonomy/commands.ts'
import { TAXONOMY_TOPIC } from '../../taxonomy/queries.ts'
import { Refused } from '../../web/errors.ts'
import type { Actor } from '../events.ts'

/** Throws Refused when both are the same or of different kinds. */
export async function removeStatus(trx: Trx, status: StatusRow, into: StatusRow, actor: Actor): Promise<void> {
  if (status.id === into.id || status.kind !== into.kind) throw new Refused('taxonomy.other_status_needed', {}, 422)
  // One statement for rows and history: a status may hold a hundred thousand tickets.
  await sql`
    WITH moved AS (
      UPDATE tickets SET
        status_id = ${into.id},
        phase = ${into.phase},
        done_at = CASE WHEN ${into.phase} <> 'done' THEN NULL WHEN phase = 'done' THEN done_at ELSE now() END,
        waiting_since = CASE WHEN ${into.phase} <> 'open' THEN NULL WHEN phase = 'open' THEN waiting_since ELSE now() END,
        changed_at = now()
      WHERE status_id = ${status.id}
      RETURNING id
    )
    INSERT INTO events (ticket_id, person_id, by_staff, type, data, is_public)
    SELECT id, ${actor.personId}::int, true, 'status_changed',
      jsonb_build_object('from', ${status.id}::int, 'to', ${into.id}::int, 'reason', '', 'status_removed', true), false
    FROM moved`.execute(trx)
  if (status.is_first) await trx.updateTable('statuses').set({ is_first: false }).where('id', '=', status.id).execute()
  await trx.deleteFrom('statuses').where('id', '=', status.id).execute()
  if (status.is_first) await trx.updateTable('statuses').set({ is_first: true }).where('id', '=', into.id).execute()
  await changed(trx, TAXONOMY_TOPIC)
}

/** `into` null: its tickets and articles have no category afterwards. The old address leads to the new category. */
export async function removeCategory(trx: Trx, category: CategoryRow, into: CategoryRow | null): Promise<void> {
  if (into?.id === category.id) throw new Refused('taxonomy.other_category_needed', {}, 422)
  const target = into?.id ?? null
  await trx
    .updateTable('tickets')
    .set({ category_id: target, changed_at: new Date() })
    .where('category_id', '=', category.id)
    .execute()
  await trx.updateTable('articles').set({ category_id: target }).where('category_id', '=', category.id).execute()
  if (into) {
    await trx
      .updateTable('taxonomy_redirects')
      .set({ category_id: into.id })
      .where('category_id', '=', category.id)
      .execute()
    await redirectCategory(trx, category.slug, into.id)
  }
  await trx.deleteFrom('categories').where('id', '=', category.id).execute()
  await changed(trx, TAXONOMY_TOPIC)
}

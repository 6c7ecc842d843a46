/** Saving a view, changing it, taking it away and bringing it back. */
import { noteAct } from '../../../db/audit.ts'
import type { Trx } from '../../../db/schema.ts'
import { Refused } from '../../../web/errors.ts'
import type { StaffViewer } from '../../../web/viewer.ts'
import type { getView } from './queries.ts'

type View = Awaited<ReturnType<typeof getView>>

/** More than this nobody finds their way in, and each is counted on every page of the desk. */
export const MOST_VIEWS = 15

export type Given = { name: string; isShared: boolean; query: string }

/** Throws Refused when the colleague has too many, or one of this name. */
export async function saveView(trx: Trx, me: StaffViewer, { name, isShared, query }: Given): Promise<number> {
  const own = await trx
    .selectFrom('saved_views')
    .select('name')
    .where('staff_id', '=', me.id)
    .where('removed_at', 'is', null)
    .execute()
  if (own.length >= MOST_VIEWS) throw new Refused('views.too_many', { count: MOST_VIEWS }, 422)
  if (own.some((view) => view.name === name)) throw new Refused('views.name_taken', {}, 422)
  const { id } = await trx
    .insertInto('saved_views')
    .values({ staff_id: me.id, name, is_shared: isShared, query })
    .returning('id')
    .executeTakeFirstOrThrow()
  await noteAct(trx, me.id, 'view_saved', { what: name, after: { shared: isShared, filters: query } })
  return id
}

export async function changeView(trx: Trx, me: StaffViewer, view: View, given: Partial<Given>): Promise<void> {
  const now = { name: view.name, isShared: view.is_shared, query: view.query, ...given }
  await trx
    .updateTable('saved_views')
    .set({ name: now.name, is_shared: now.isShared, query: now.query })
    .where('id', '=', view.id)
    .execute()
  await noteAct(trx, me.id, 'view_edited', {
    what: view.name,
    before: { name: view.name, shared: view.is_shared, filters: view.query },
    after: { name: now.name, shared: now.isShared, filters: now.query },
  })
}

export async function setRemoved(trx: Trx, me: StaffViewer, view: View, removed: boolean): Promise<void> {
  await trx
    .updateTable('saved_views')
    .set({ removed_at: removed ? new Date() : null })
    .where('id', '=', view.id)
    .execute()
  await noteAct(trx, me.id, removed ? 'view_removed' : 'view_restored', { what: view.name })
}

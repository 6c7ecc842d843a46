import type { Db } from '../../../db/schema.ts'
import { NotFound } from '../../../web/errors.ts'
import type { StaffViewer } from '../../../web/viewer.ts'

/** One that the colleague may change: their own, or an admin the team's. A removed one too. Throws NotFound else. */
export async function getView(db: Db, me: StaffViewer, id: number | undefined) {
  const view = await db
    .selectFrom('saved_views')
    .select(['id', 'staff_id', 'name', 'is_shared', 'query', 'removed_at'])
    .where('id', '=', id ?? 0)
    .executeTakeFirst()
  if (!view || !mayChange(view, me)) throw new NotFound()
  return view
}

export function mayChange(view: { staff_id: number; is_shared: boolean }, me: StaffViewer): boolean {
  return view.staff_id === me.id || (view.is_shared && me.role === 'admin')
}

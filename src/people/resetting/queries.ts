import type { Db } from '../../db/schema.ts'
import { findLink } from '../one-time-links.ts'

/** Whose password the link may change: it must work still, and they must be in the team still. */
export async function findResetting(db: Db, token: string) {
  const link = await findLink(db, 'reset', token)
  if (!link?.staff_id) return undefined
  return db
    .selectFrom('staff')
    .select(['id', 'name', 'email', 'language'])
    .where('id', '=', link.staff_id)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst()
}

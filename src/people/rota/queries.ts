import type { Db } from '../../db/schema.ts'

/** Names by number, of whoever was ever in the team. */
export async function namesOf(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('staff')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .orderBy('name')
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

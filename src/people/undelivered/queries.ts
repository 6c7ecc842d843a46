import type { Db } from '../../db/schema.ts'

/** Who the numbers are: the address they are written to, and the name of those who have one. */
export async function namesOf(db: Db, personIds: readonly number[]): Promise<Map<number, string>> {
  if (personIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('people')
    .leftJoin('staff', 'staff.person_id', 'people.id')
    .select(['people.id', 'people.name', 'people.email', 'staff.name as staff_name', 'staff.email as staff_email'])
    .where('people.id', 'in', personIds)
    .execute()
  return new Map(
    rows.map((row) => [row.id, [row.staff_name ?? row.name, row.staff_email ?? row.email].filter(Boolean).join(' · ')]),
  )
}

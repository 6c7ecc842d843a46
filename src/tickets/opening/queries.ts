import type { Db } from '../../db/schema.ts'

export type Customer = { id: number; name: string; email: string | null; language: string | null }

/** Somebody who is known and no member of the team; undefined for anybody else. */
export async function findCustomer(db: Db, personId: number | undefined): Promise<Customer | undefined> {
  if (personId === undefined) return undefined
  return db
    .selectFrom('people')
    .leftJoin('staff', 'staff.person_id', 'people.id')
    .select(['people.id', 'people.name', 'people.email', 'people.language'])
    .where('people.id', '=', personId)
    .where('people.merged_into', 'is', null)
    .where('staff.id', 'is', null)
    .executeTakeFirst()
}

/** What became of a form that was sent before. */
export async function findByForm(db: Db, formId: string): Promise<number | undefined> {
  const row = await db.selectFrom('tickets').select('id').where('form_id', '=', formId).executeTakeFirst()
  return row?.id
}

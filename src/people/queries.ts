import type { Db } from '../db/schema.ts'
import { hashToken } from '../web/secret.ts'

/** The person who holds this visitor key; joined persons lead to the one they were joined into. */
export async function findPersonByKey(db: Db, key: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('visitor_keys')
    .innerJoin('people', 'people.id', 'visitor_keys.person_id')
    .select((eb) => eb.fn.coalesce('people.merged_into', 'people.id').as('id'))
    .where('key_hash', '=', hashToken(key))
    .executeTakeFirst()
  return row?.id
}

import type { Db } from '../../db/schema.ts'

/** How many tickets stand in it, whoever may read them: asked by an admin who is about to remove it. */
export async function countTicketsIn(db: Db, column: 'status_id' | 'category_id', id: number): Promise<number> {
  const row = await db
    .selectFrom('tickets')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where(column, '=', id)
    .executeTakeFirstOrThrow()
  return row.n
}

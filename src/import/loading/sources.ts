/** The sources imported from, and where each answered, so that links to an old site find what came from it. */
import type { Db, Trx } from '../../db/schema.ts'

// Kept beside the rows it explains: type "source", the old site's address as its external id, no row of its own.
export async function rememberSource(trx: Trx, name: string, baseUrl: string | undefined): Promise<void> {
  if (baseUrl === undefined) return
  await trx
    .insertInto('imported')
    .values({
      source: name,
      type: 'source',
      external_id: new URL(baseUrl).origin,
      row_id: 0,
      content_hash: Buffer.alloc(0),
    })
    .onConflict((conflict) => conflict.columns(['source', 'type', 'external_id']).doNothing())
    .execute()
}

export async function findOrigins(db: Db): Promise<Set<string>> {
  const rows = await db.selectFrom('imported').select('external_id').distinct().where('type', '=', 'source').execute()
  return new Set(rows.map((row) => row.external_id))
}

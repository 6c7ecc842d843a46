/** What was imported already: source, type and external id → our row, with a hash of the line it came from. */
import { createHash } from 'node:crypto'
import type { Db, Trx } from '../../db/schema.ts'
import type { ImportRecord } from '../format.ts'

export type Known = { rowId: number; hash: Buffer }

/**
 * How far a row has come, kept in its hash so that an import stopped in between knows what is left to do:
 * stored (a link in it leads to something later in the file), finished (a ticket whose like are still to be found), done.
 */
export type Stage = 'stored' | 'finished' | 'done'

export function hashOf(record: ImportRecord, stage: Stage = 'done'): Buffer {
  const hash = createHash('sha256').update(JSON.stringify(record))
  return (stage === 'done' ? hash : hash.update(stage)).digest()
}

/** The hashes a record may stand under. */
export function hashesOf(record: ImportRecord): Buffer[] {
  return (['done', 'finished', 'stored'] as const).map((stage) => hashOf(record, stage))
}

export async function findKnown(
  db: Db,
  source: string,
  type: string,
  ids: readonly string[],
): Promise<Map<string, Known>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('imported')
    .select(['external_id', 'row_id', 'content_hash'])
    .where('source', '=', source)
    .where('type', '=', type)
    .where('external_id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.external_id, { rowId: row.row_id, hash: row.content_hash }]))
}

export type NewKnown = { externalId: string; rowId: number; hash: Buffer }

export async function remember(trx: Trx, source: string, type: string, rows: readonly NewKnown[]): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map(({ externalId, rowId, hash }) => ({
    source,
    type,
    external_id: externalId,
    row_id: rowId,
    content_hash: hash,
  }))
  await trx.insertInto('imported').values(values).execute()
}

export async function mark(db: Db, source: string, record: ImportRecord & { id: string }, stage: Stage): Promise<void> {
  await db
    .updateTable('imported')
    .set({ content_hash: hashOf(record, stage) })
    .where('source', '=', source)
    .where('type', '=', record.type)
    .where('external_id', '=', record.id)
    .execute()
}

/** What was imported already: source, type and external id → our row, with a hash of the line it came from. */
import { createHash } from 'node:crypto'
import type { Db, Trx } from '../../db/schema.ts'
import type { ImportRecord } from '../format.ts'

export type Known = { rowId: number; hash: Buffer }

export function hashOf(record: ImportRecord): Buffer {
  return createHash('sha256').update(JSON.stringify(record)).digest()
}

/**
 * A row that is stored but not finished (a link in it leads to something that comes later in the file) carries this
 * hash instead, so that an import stopped in between knows what is left to do.
 */
export function unfinishedHashOf(record: ImportRecord): Buffer {
  return createHash('sha256').update(hashOf(record)).update('unfinished').digest()
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

export async function markFinished(trx: Trx, source: string, record: ImportRecord & { id: string }): Promise<void> {
  await trx
    .updateTable('imported')
    .set({ content_hash: hashOf(record) })
    .where('source', '=', source)
    .where('type', '=', record.type)
    .where('external_id', '=', record.id)
    .execute()
}

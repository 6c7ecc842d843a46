/** Reads a file once through: its name, what it holds, and every line nothing can be made of. */
import type { Db } from '../../db/schema.ts'
import type { SourceRecord } from '../format.ts'
import { type OpenFile, type RecordType, rowsOf } from './batches.ts'
import { rememberSource } from './sources.ts'

/** How many records of each type. */
export type Counts = Map<RecordType, number>

export async function survey(db: Db, file: OpenFile, sourceName: string | undefined): Promise<Counts> {
  const counts: Counts = new Map()
  let named: SourceRecord | undefined
  for await (const { row, ref } of rowsOf(file)) {
    if ('refused' in row) file.tally.refuse(ref, row.refused)
    else {
      for (const record of row.records) {
        counts.set(record.type, (counts.get(record.type) ?? 0) + 1)
        if (record.type !== 'source') continue
        if (named) file.tally.refuse(ref, 'a second line that names the source')
        else named = record
      }
    }
  }
  file.name = sourceName ?? named?.name ?? file.name
  await db.transaction().execute((trx) => rememberSource(trx, file.name, named?.base_url))
  return counts
}

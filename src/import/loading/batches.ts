/** A pass over every file for some types of record, handed on some hundred at a time. */
import type { ImportRecord } from '../format.ts'
import type { RowRef, Tally } from '../report.ts'
import type { Row, RowSource } from '../rows.ts'
import { hashesOf } from './known.ts'

export type RecordType = ImportRecord['type']
export type Item<R extends ImportRecord = ImportRecord> = { record: R; row: RowRef; tally: Tally }
export type OpenFile = { source: RowSource; tally: Tally; name: string }

/** A batch is rendered inside its transaction, at worst 0.1 s a text; a server ends one that is idle for 15 s (db/connect). */
const mostItems = 100
/** Characters: a few long texts weigh as much as many short ones. */
const mostText = 1_000_000

export async function* rowsOf(file: OpenFile): AsyncGenerator<{ row: Row; ref: RowRef }> {
  let index = 0
  for await (const row of file.source.rows()) {
    yield { row, ref: { index, line: row.line, changes: 'changes' in row ? row.changes : [] } }
    index += 1
  }
}

export async function* batchesOf<T extends RecordType>(
  file: OpenFile,
  types: readonly T[],
): AsyncGenerator<Item<Extract<ImportRecord, { type: T }>>[]> {
  type Wanted = Extract<ImportRecord, { type: T }>
  let batch: Item<Wanted>[] = []
  let text = 0
  for await (const { row, ref } of rowsOf(file)) {
    if ('refused' in row) continue
    for (const record of row.records) {
      if (!(types as readonly string[]).includes(record.type)) continue
      batch.push({ record: record as Wanted, row: ref, tally: file.tally })
      text += 'body' in record ? record.body.length : 100
      if (batch.length < mostItems && text < mostText) continue
      yield batch
      batch = []
      text = 0
    }
  }
  if (batch.length > 0) yield batch
}

/** Those not imported yet, each id once; the others are counted as known. */
export function fresh<R extends ImportRecord & { id: string }>(
  items: readonly Item<R>[],
  known: ReadonlyMap<string, { hash: Buffer }>,
): Item<R>[] {
  const seen = new Set<string>()
  return items.filter(({ record, row, tally }) => {
    const before = known.get(record.id)
    if (before) tally.know(row, !hashesOf(record).some((hash) => hash.equals(before.hash)))
    else if (seen.has(record.id)) tally.know(row, true)
    const isFresh = !before && !seen.has(record.id)
    seen.add(record.id)
    return isFresh
  })
}

/** What an imported row brings along beside itself: its original HTML and the addresses it had. */
import type { Trx } from '../../db/schema.ts'
import { oldPath } from '../old-path.ts'
import type { Item } from './batches.ts'

type Owner = 'ticket_id' | 'reply_id' | 'article_id'

export async function keepOriginals(
  trx: Trx,
  owner: Owner,
  ids: readonly number[],
  originals: readonly (string | undefined)[],
): Promise<void> {
  const rows = originals.flatMap((html, n) => (html === undefined ? [] : [{ [owner]: ids[n] as number, html }]))
  if (rows.length > 0) await trx.insertInto('originals').values(rows).execute()
}

type Addressed = Item & { record: { old_paths?: string[] } }

/** An address taken by something imported earlier stays with it. */
export async function keepOldPaths(
  trx: Trx,
  owner: 'ticket_id' | 'article_id',
  ids: readonly number[],
  items: readonly Addressed[],
): Promise<void> {
  const rows = items.flatMap(({ record }, n) =>
    (record.old_paths ?? []).map((path) => ({ path: oldPath(path), [owner]: ids[n] as number })),
  )
  const once = [...new Map(rows.map((row) => [row.path, row])).values()]
  if (once.length > 0)
    await trx
      .insertInto('old_paths')
      .values(once)
      .onConflict((conflict) => conflict.column('path').doNothing())
      .execute()
}

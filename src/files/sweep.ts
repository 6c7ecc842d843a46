/** Files that no row knows: a process died between storing and committing, or the commit failed. */
import type { FileStore } from './store.ts'

const BATCH = 500

/**
 * Removes files stored before `olderThan` whose key `known` does not give back, and whatever was never finished.
 * `olderThan` is to leave any post under way its time: a day. Returns how many files were removed.
 */
export async function sweepOrphans(
  store: FileStore,
  known: (keys: string[]) => Promise<Set<string>>,
  olderThan: Date,
): Promise<number> {
  await store.removeUnfinished(olderThan)
  let removed = 0
  let batch: string[] = []
  const sweepBatch = async () => {
    const kept = await known(batch)
    const orphans = batch.filter((key) => !kept.has(key))
    for (const key of orphans) await store.remove(key)
    removed += orphans.length
    batch = []
  }
  for await (const key of store.listOlder(olderThan)) {
    if (batch.push(key) === BATCH) await sweepBatch()
  }
  if (batch.length > 0) await sweepBatch()
  return removed
}

/**
 * Files into the database. Every file is read several times, one kind of record after the other, so that whatever a
 * line names is there before it, in whatever order the lines stand; nothing of a file is held but the current batch.
 * Each batch is one transaction that leaves rows, counts and the table of what was imported in agreement: an import
 * may be stopped at any moment and started again.
 */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'
import { loadSettings } from '../settings/queries.ts'
import { batchesOf, type OpenFile } from './loading/batches.ts'
import { type Pass, passes } from './loading/passes.ts'
import type { Scope } from './loading/scope.ts'
import { findOrigins } from './loading/sources.ts'
import { type Counts, survey } from './loading/survey.ts'
import { loadStatuses } from './loading/taxonomy.ts'
import { type FileReport, startTally } from './report.ts'
import type { RowSource } from './rows.ts'

export type LoadOptions = {
  /** SITE_URL: links into it are links within the site. */
  siteUrl: string
  /** Given by the operator; else what the file says, else the file's name. */
  sourceName?: string | undefined
  /** What times before now are counted back from. */
  now?: Date
  /** Whether to find tickets like one another, too: some 50 ms each among thousands. What is left out, a later import does. */
  related?: boolean
  /** Share of the whole work done, from 0 to 1. */
  onProgress?: (share: number) => void
}

/** Throws UnreadableFile before anything is stored when one of them cannot be read to its end. */
export async function load(db: Db, sources: readonly RowSource[], options: LoadOptions): Promise<FileReport[]> {
  const { siteUrl, sourceName, now = new Date(), related = true, onProgress = () => {} } = options
  const files: OpenFile[] = sources.map((source) => ({ source, tally: startTally(source.path), name: source.name }))
  const counts = new Map<OpenFile, Counts>()
  for (const file of files) counts.set(file, await survey(db, file, sourceName))
  const wanted = passes.filter((pass) => related || !('alone' in pass))
  const done = startWork(wanted, files, counts, onProgress)
  const shared = { origins: await findOrigins(db), now, siteUrl, siteName: (await loadSettings(db)).name }
  for (const pass of wanted) {
    for (const file of files) {
      const types = pass.types.filter((type) => counts.get(file)?.has(type))
      if (types.length === 0) continue
      const scope: Scope = { ...shared, source: file.name, statuses: await loadStatuses(db) }
      for await (const batch of batchesOf(file, types)) {
        if ('run' in pass) {
          await db.transaction().execute((trx) => pass.run(trx, scope, batch))
          done(pass, batch.length)
        } else await pass.alone(db, scope, batch, () => done(pass, 1))
      }
    }
  }
  // The planner is to know of the new rows at once, not in a day.
  await sql`ANALYZE`.execute(db)
  onProgress(1)
  return files.map(({ tally }) => tally.report())
}

// Progress by what is left to do: every record once in each pass it belongs to, times the pass's weight.
function startWork(
  passes: readonly Pass[],
  files: readonly OpenFile[],
  counts: Map<OpenFile, Counts>,
  onProgress: (share: number) => void,
) {
  const records = (pass: Pass): number =>
    files.flatMap((file) => pass.types.map((type) => counts.get(file)?.get(type) ?? 0)).reduce((sum, n) => sum + n, 0)
  const total = passes.reduce((sum, pass) => sum + pass.weight * records(pass), 0)
  let work = 0
  return (pass: Pass, items: number): void => {
    work += pass.weight * items
    onProgress(Math.min(1, work / total))
  }
}

/**
 * Files into the database. Every file is read several times, one kind of record after the other, so that whatever a
 * line names is there before it, in whatever order the lines stand; nothing of a file is held but the current batch.
 * Each batch is one transaction that leaves rows, counts and the table of what was imported in agreement: an import
 * may be stopped at any moment and started again.
 */

import { changed } from '../db/live.ts'
import type { Db, Trx } from '../db/schema.ts'
import { loadSettings } from '../settings/queries.ts'
import { TAXONOMY_TOPIC } from '../taxonomy/queries.ts'
import type { SourceRecord } from './format.ts'
import { loadArticles } from './loading/articles.ts'
import { batchesOf, type Item, type OpenFile, type RecordType, rowsOf } from './loading/batches.ts'
import { finish } from './loading/finish.ts'
import { loadLinks } from './loading/links.ts'
import { loadPeople } from './loading/people.ts'
import { loadReplies } from './loading/replies.ts'
import type { Scope } from './loading/scope.ts'
import { findOrigins, rememberSource } from './loading/sources.ts'
import { loadStatusChanges } from './loading/status-changes.ts'
import { loadCategories, loadStatuses } from './loading/taxonomy.ts'
import { loadTickets } from './loading/tickets.ts'
import { type FileReport, startTally } from './report.ts'
import type { RowSource } from './rows.ts'

export type LoadOptions = {
  /** SITE_URL: links into it are links within the site. */
  siteUrl: string
  /** Given by the operator; else what the file says, else the file's name. */
  sourceName?: string | undefined
  /** What times before now are counted back from. */
  now?: Date
  /** Share of the whole work done, from 0 to 1. */
  onProgress?: (share: number) => void
}

export async function load(
  db: Db,
  sources: readonly RowSource[],
  { siteUrl, sourceName, now = new Date(), onProgress = () => {} }: LoadOptions,
): Promise<FileReport[]> {
  const files: OpenFile[] = sources.map((source) => ({ source, tally: startTally(source.path), name: source.name }))
  const steps = startSteps(files, onProgress)
  const found = new Map<OpenFile, Set<RecordType>>()
  for (const file of files) found.set(file, await survey(db, file, sourceName, steps(file)))
  const origins = await findOrigins(db)
  const { name: siteName } = await loadSettings(db)
  const scopes = new Map(files.map((file) => [file, { source: file.name, origins, now, siteUrl, siteName }]))
  for (const pass of passes) {
    for (const file of files) {
      const onBytes = steps(file)
      const types = pass.types.filter((type) => found.get(file)?.has(type))
      if (types.length === 0) continue
      const statuses = await loadStatuses(db)
      const scope: Scope = { ...(scopes.get(file) as Omit<Scope, 'statuses'>), statuses }
      for await (const batch of batchesOf(file, types, onBytes))
        await db.transaction().execute((trx) => pass.run(trx, scope, batch))
    }
  }
  onProgress(1)
  return files.map(({ tally }) => tally.report())
}

type Pass = { types: RecordType[]; run(trx: Trx, scope: Scope, batch: Item[]): Promise<void> }

const of = <T extends RecordType>(batch: Item[], type: T) =>
  batch.filter((item): item is Item<Extract<Item['record'], { type: T }>> => item.record.type === type)

// Real questions before those that are only a place for replies: where a source has both, the real one stays.
const passes: Pass[] = [
  {
    types: ['category', 'person'],
    async run(trx, scope, batch) {
      await loadCategories(trx, scope.source, of(batch, 'category'))
      await loadPeople(trx, scope.source, of(batch, 'person'), scope.now)
      await changed(trx, TAXONOMY_TOPIC)
    },
  },
  { types: ['article'], run: (trx, scope, batch) => loadArticles(trx, scope, of(batch, 'article')) },
  {
    types: ['ticket'],
    run: (trx, scope, batch) =>
      loadTickets(
        trx,
        scope,
        of(batch, 'ticket').filter(({ record }) => !record.question_missing),
      ),
  },
  {
    types: ['ticket'],
    run: (trx, scope, batch) =>
      loadTickets(
        trx,
        scope,
        of(batch, 'ticket').filter(({ record }) => record.question_missing),
      ),
  },
  {
    types: ['reply', 'status_change', 'link'],
    async run(trx, scope, batch) {
      await loadReplies(trx, scope, of(batch, 'reply'))
      await loadStatusChanges(trx, scope, of(batch, 'status_change'))
      await loadLinks(trx, scope, of(batch, 'link'))
    },
  },
  {
    types: ['article', 'ticket', 'reply'],
    run: (trx, scope, batch) =>
      finish(trx, scope, [...of(batch, 'article'), ...of(batch, 'ticket'), ...of(batch, 'reply')]),
  },
]

/** Reads the file once through: its name, what it holds, and every line nothing can be made of. */
async function survey(
  db: Db,
  file: OpenFile,
  sourceName: string | undefined,
  onBytes: (read: number) => void,
): Promise<Set<RecordType>> {
  const types = new Set<RecordType>()
  let named: SourceRecord | undefined
  for await (const { row, ref } of rowsOf(file, onBytes)) {
    if ('refused' in row) file.tally.refuse(ref, row.refused)
    else {
      for (const record of row.records) {
        types.add(record.type)
        if (record.type !== 'source') continue
        if (named) file.tally.refuse(ref, 'a second line that names the source')
        else named = record
      }
    }
  }
  file.name = sourceName ?? named?.name ?? file.name
  await db.transaction().execute((trx) => rememberSource(trx, file.name, named?.base_url))
  return types
}

// Each file is read once to survey it and once in each pass, whether it holds something for it or not.
function startSteps(files: readonly OpenFile[], onProgress: (share: number) => void) {
  const total = files.reduce((sum, { source }) => sum + source.size, 0) * (passes.length + 1)
  let done = 0
  return (file: OpenFile): ((read: number) => void) => {
    const before = done
    done += file.source.size
    onProgress(Math.min(1, before / total))
    return (read) => onProgress(Math.min(1, (before + read) / total))
  }
}

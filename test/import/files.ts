/** Small files to import, made for one test and thrown away with its folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Db } from '../../src/db/schema.ts'
import { type LoadOptions, load } from '../../src/import/load.ts'
import type { FileReport } from '../../src/import/report.ts'
import { openSource } from '../../src/import/sources.ts'

export const now = new Date('2026-03-10T12:00:00Z')

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-import-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  return folder
}

export const linesOf = (records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')

let files = 0

/** Imports the records as a file of lines; the source is named "test" unless a line says otherwise. */
export async function importLines(
  db: Db,
  folder: string,
  records: object[],
  options: Partial<LoadOptions> = {},
): Promise<FileReport> {
  files += 1
  const path = join(folder, `${files}.jsonl`)
  writeFileSync(path, linesOf(records))
  const all = { siteUrl: 'http://earshot.test', sourceName: 'test', now, ...options }
  const [report] = await load(db, [await openSource(path)], all)
  return report as FileReport
}

/** What readers could tell apart, without numbers and times of this database: for comparing two of them. */
export async function contentOf(db: Db) {
  const tickets = await db
    .selectFrom('tickets')
    .innerJoin('people', 'people.id', 'tickets.requester_id')
    .leftJoin('statuses', 'statuses.id', 'tickets.status_id')
    .leftJoin('replies as official', 'official.id', 'tickets.official_reply_id')
    .leftJoin('replies as solved', 'solved.id', 'tickets.solved_by_reply_id')
    .select([
      'tickets.title',
      'tickets.html',
      'tickets.excerpt',
      'tickets.language',
      'tickets.visibility',
      'tickets.phase',
      'tickets.created_at',
      'tickets.activity_at',
      'tickets.changed_at',
      'tickets.waiting_since',
      'tickets.first_reply_at',
      'tickets.first_public_reply_at',
      'tickets.done_at',
      'tickets.thanked_at',
      'tickets.vote_count',
      'tickets.reply_count',
      'tickets.search',
      'tickets.requester_name',
      'people.name',
      'statuses.message_key',
      'official.html as official',
      'solved.html as solved',
    ])
    .orderBy('tickets.title')
    .orderBy('tickets.created_at')
    .execute()
  const replies = await db
    .selectFrom('replies')
    .innerJoin('tickets', 'tickets.id', 'replies.ticket_id')
    .select([
      'tickets.title',
      'replies.html',
      'replies.audience',
      'replies.by_staff',
      'replies.by_requester',
      'replies.author_name',
      'replies.created_at',
    ])
    .orderBy('tickets.title')
    .orderBy('replies.created_at')
    .orderBy('replies.html')
    .execute()
  const articles = await db
    .selectFrom('articles')
    .select(['title', 'summary', 'html', 'contents', 'language', 'state', 'search'])
    .orderBy('title')
    .execute()
  const events = await db
    .selectFrom('events')
    .leftJoin('tickets', 'tickets.id', 'events.ticket_id')
    .select(['tickets.title', 'events.type', 'events.created_at', 'events.by_staff', 'events.is_public'])
    .orderBy('tickets.title')
    .orderBy('events.created_at')
    .orderBy('events.type')
    .execute()
  const links = await db
    .selectFrom('links')
    .innerJoin('tickets', 'tickets.id', 'links.ticket_id')
    .innerJoin('articles', 'articles.id', 'links.article_id')
    .select(['tickets.title as ticket', 'articles.title as article', 'links.created_at'])
    .orderBy('tickets.title')
    .orderBy('articles.title')
    .execute()
  return { tickets, replies, articles, events, links, ...(await countsOf(db)) }
}

const counted = [
  'people',
  'staff',
  'categories',
  'tags',
  'ticket_tags',
  'article_tags',
  'ticket_people',
  'originals',
  'old_paths',
  'imported',
  'article_versions',
] as const

export async function countsOf(db: Db): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of counted) {
    const row = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    counts[table] = row.n
  }
  return counts
}

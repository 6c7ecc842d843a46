/** Tells what a file is by what it begins with, and gives its rows. */
import { basename } from 'node:path'
import { parse } from 'csv-parse/sync'
import { articleColumns, readArticles } from './converters/articles-csv.ts'
import { questionColumns, questionReader } from './converters/questions-csv.ts'
import { readStaffReplies, staffReplyColumns } from './converters/staff-replies-csv.ts'
import { readThreads } from './converters/threads-xml.ts'
import { readJsonl } from './jsonl.ts'
import { readHead } from './open.ts'
import { type Row, type RowSource, UnreadableFile } from './rows.ts'

/** The rows from the start, each time it is called. */
type Reader = () => AsyncIterable<Row>

const csvReaders: { columns: string[]; reader(path: string): Reader }[] = [
  { columns: questionColumns, reader: questionReader },
  { columns: articleColumns, reader: (path) => () => readArticles(path) },
  { columns: staffReplyColumns, reader: (path) => () => readStaffReplies(path) },
]

export async function openSource(path: string): Promise<RowSource> {
  const rows = readerFor(path, await readHead(path))
  const name = basename(path).replace(/(?:\.(?:jsonl|ndjson|json|csv|xml))?(?:\.gz)?$/i, '')
  return { path, name, rows }
}

function readerFor(path: string, head: string): Reader {
  const start = head.trimStart()
  if (start.startsWith('{')) return () => readJsonl(path)
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<posts\b/.test(start)) return () => readThreads(path)
  if (start.startsWith('<'))
    throw new UnreadableFile(`${path}: of XML files only Stack Exchange's Posts.xml (<posts>) can be read`)
  const columns = firstLine(start)
  const kind = csvReaders.find((one) => one.columns.every((column) => columns.includes(column)))
  if (kind) return kind.reader(path)
  const known = csvReaders.map((one) => one.columns.join(',')).join('\n  ')
  throw new UnreadableFile(
    `${path}: neither JSONL (see src/import/FORMAT.md) nor a CSV with the columns of one of\n  ${known}\nIts first line is\n  ${start.split('\n', 1)[0]?.slice(0, 200)}`,
  )
}

function firstLine(head: string): string[] {
  const line = head.split(/\r?\n/, 1)[0] ?? ''
  const rows: string[][] = parse(line, { relax_quotes: true, relax_column_count: true })
  return rows[0] ?? []
}

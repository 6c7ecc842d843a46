/** Tells what a file is by what it begins with, and gives its rows. */
import { basename } from 'node:path'
import { parse } from 'csv-parse/sync'
import { articleColumns, readArticles } from './converters/articles-csv.ts'
import { questionColumns, readQuestions } from './converters/questions-csv.ts'
import { readStaffReplies, staffReplyColumns } from './converters/staff-replies-csv.ts'
import { readThreads } from './converters/threads-xml.ts'
import { readJsonl } from './jsonl.ts'
import { readHead } from './open.ts'
import { type Row, type RowSource, UnreadableFile } from './rows.ts'

type Reader = (path: string) => AsyncIterable<Row>

const csvReaders: { columns: string[]; read: Reader }[] = [
  { columns: questionColumns, read: readQuestions },
  { columns: articleColumns, read: readArticles },
  { columns: staffReplyColumns, read: readStaffReplies },
]

export async function openSource(path: string): Promise<RowSource> {
  const read = readerFor(path, await readHead(path))
  const name = basename(path).replace(/(?:\.(?:jsonl|ndjson|json|csv|xml))?(?:\.gz)?$/i, '')
  return { path, name, rows: () => read(path) }
}

function readerFor(path: string, head: string): Reader {
  const start = head.trimStart()
  if (start.startsWith('{')) return readJsonl
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<posts\b/.test(start)) return readThreads
  if (start.startsWith('<'))
    throw new UnreadableFile(`${path}: of XML files only Stack Exchange's Posts.xml (<posts>) can be read`)
  const columns = firstLine(start)
  const reader = csvReaders.find((one) => one.columns.every((column) => columns.includes(column)))
  if (reader) return reader.read
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

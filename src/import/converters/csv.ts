/** A CSV of any size as rows of text with their line numbers. */
import { Readable } from 'node:stream'
import { CsvError, type InfoRecord, parse } from 'csv-parse'
import { readBytes } from '../open.ts'
import { UnreadableFile } from '../rows.ts'

export type CsvLine = { line: number; cells: Record<string, string> }

const longestRow = 16 * 1024 * 1024

export async function* readCsv(path: string): AsyncGenerator<CsvLine | { line: number; refused: string }> {
  const parser = Readable.from(readBytes(path), { objectMode: false }).compose(
    parse({
      bom: true,
      columns: true,
      info: true,
      max_record_size: longestRow,
      relax_column_count: true,
      relax_quotes: true,
    }),
  )
  let line = 2
  try {
    for await (const row of parser as AsyncIterable<{ record: Record<string, string>; info: InfoRecord }>) {
      const isBlank = Object.values(row.record).every((cell) => cell === '')
      // Lines with too few or too many cells are told by the error csv-parse leaves in info.
      if (row.info.error && !isBlank) yield { line, refused: 'not as many cells as the first line has columns' }
      else if (!isBlank) yield { line, cells: row.record }
      // info.lines is where the row ended; rows with line breaks in a cell span several.
      line = row.info.lines + 1
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new UnreadableFile(`${path} cannot be read beyond line ${line}: ${error.message}`, { cause: error })
  }
}

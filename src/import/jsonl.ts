/** The project's own format, one object a line: bytes → lines → rows. */
import { explain, ImportRecord } from './format.ts'
import { readBytes } from './open.ts'
import type { Row } from './rows.ts'

const longestLine = 16 * 1024 * 1024
const newline = 0x0a

type Line = { number: number; bytes: Buffer | undefined }

// A line over the limit is passed over byte by byte, never held: `bytes` is then undefined.
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let parts: Buffer[] = []
  let size = 0
  let number = 1
  const take = (part: Buffer): void => {
    size += part.length
    if (size > longestLine) parts = []
    else parts.push(part)
  }
  const finish = (): Line => {
    const line = { number, bytes: size > longestLine ? undefined : Buffer.concat(parts) }
    parts = []
    size = 0
    number += 1
    return line
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      take(chunk.subarray(start, end))
      yield finish()
      start = end + 1
    }
    take(chunk.subarray(start))
  }
  if (size > 0) yield finish()
}

export async function* readJsonl(path: string): AsyncGenerator<Row> {
  for await (const { number, bytes } of splitLines(readBytes(path))) {
    if (bytes === undefined) yield { line: number, refused: 'line longer than 16 MB' }
    else if (!isBlank(bytes)) yield readLine(number, bytes)
  }
}

const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)

function readLine(line: number, bytes: Buffer): Row {
  const { text, changes } = decode(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { line, refused: 'not JSON' }
  }
  const parsed = ImportRecord.safeParse(value)
  return parsed.success ? { line, records: [parsed.data], changes } : { line, refused: explain(parsed.error) }
}

const strict = new TextDecoder('utf-8', { fatal: true })
const lenient = new TextDecoder('utf-8')

function decode(bytes: Buffer): { text: string; changes: string[] } {
  try {
    return { text: strict.decode(bytes), changes: [] }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return { text: lenient.decode(bytes), changes: ['bytes that are no UTF-8 shown as �'] }
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { Row } from '../../src/import/rows.ts'
import { openSource } from '../../src/import/sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'earshot-reading-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function rowsOf(path: string): Promise<Row[]> {
  return Array.fromAsync((await openSource(path)).rows())
}

const person = (id: string, more = '') => `{"type":"person","id":"${id}"${more}}`

describe('a file of lines', () => {
  test('is read with the number of each line, empty ones passed over', async () => {
    const rows = await rowsOf(fileOf('a.jsonl', `${person('1')}\r\n\n  \n${person('2')}`))
    expect(rows.map(({ line }) => line)).toEqual([1, 4])
    expect(rows).toMatchObject([{ records: [{ id: '1' }] }, { records: [{ id: '2' }] }])
  })

  test('goes on behind a line nothing can be made of', async () => {
    const rows = await rowsOf(
      fileOf('b.jsonl', `${person('1')}\n{"type":"person"\n${person('2', ',"nam":"x"')}\n${person('3')}\n`),
    )
    expect(rows).toMatchObject([{ line: 1 }, { line: 2, refused: 'not JSON' }, { line: 3 }, { line: 4 }])
    expect(rows[2]).toHaveProperty('refused', expect.stringContaining('nam'))
  })

  test('says where bytes are no UTF-8, and shows the rest', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"type":"person","id":"1","name":"Ren'),
      Buffer.from([0xe9]),
      Buffer.from('"}\n'),
    ])
    expect(await rowsOf(fileOf('c.jsonl', bytes))).toEqual([
      {
        line: 1,
        records: [{ type: 'person', id: '1', name: 'Ren�' }],
        changes: ['bytes that are no UTF-8 shown as �'],
      },
    ])
  })

  test('passes over a line of 17 MB without holding it', async () => {
    const long = Buffer.alloc(17 * 1024 * 1024, 'x')
    const rows = await rowsOf(
      fileOf('d.jsonl', Buffer.concat([Buffer.from(`${person('1')}\n`), long, Buffer.from(`\n${person('2')}\n`)])),
    )
    expect(rows).toMatchObject([{ line: 1 }, { line: 2, refused: 'line longer than 16 MB' }, { line: 3 }])
  })

  test('is unpacked by its first bytes, whatever its name', async () => {
    const path = fileOf('e.jsonl', gzipSync(`${person('1')}\n`))
    expect(await rowsOf(path)).toHaveLength(1)
    expect((await openSource(path)).name).toBe('e')
    expect((await openSource(fileOf('old-desk.jsonl.gz', gzipSync(person('1'))))).name).toBe('old-desk')
  })

  test('cut off in the middle is refused as a file, not taken for its half', async () => {
    const cut = gzipSync(Buffer.from(`${person('1')}\n`.repeat(20_000))).subarray(0, 150)
    await expect(rowsOf(fileOf('f.jsonl.gz', cut))).rejects.toThrow('cannot be read to its end')
  })
})

describe('a file of another kind', () => {
  test('that is not there is named', async () => {
    await expect(openSource(join(folder, 'nothing.csv'))).rejects.toThrow('nothing.csv cannot be opened')
  })

  test('with columns nobody knows is told which are known', async () => {
    await expect(openSource(fileOf('g.csv', 'number,subject\n1,x\n'))).rejects.toThrow(
      /id,question,content,created[\s\S]*number,subject/,
    )
  })

  test('that is XML, but not posts, is refused', async () => {
    await expect(openSource(fileOf('h.xml', '<?xml version="1.0"?><rss/>'))).rejects.toThrow('<posts>')
  })

  test('whose last quote is never closed is unreadable from that line on', async () => {
    const rows = rowsOf(
      fileOf('i.csv', 'id,question,content,created\n1,7,Hello there,2020-01-01 10:00:00 +0000\n2,8,"Hello,x\n'),
    )
    await expect(rows).rejects.toThrow('beyond line 3')
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ImportRecord } from '../../src/import/format.ts'
import type { Row } from '../../src/import/rows.ts'
import { openSource } from '../../src/import/sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'earshot-converters-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function convert(name: string, content: string): Promise<Row[]> {
  const path = join(folder, name)
  writeFileSync(path, content)
  const rows = await Array.fromAsync((await openSource(path)).rows())
  for (const row of rows) if ('records' in row) for (const record of row.records) ImportRecord.parse(record)
  return rows.filter((row) => row.line > 0)
}

const recordsOf = (rows: Row[]) => rows.flatMap((row) => ('records' in row ? row.records : []))
const changesOf = (rows: Row[]) => rows.flatMap((row) => ('changes' in row ? row.changes : []))

describe('questions of a forum', () => {
  const head = 'id,created,updated,title,content,tags,topic,locale,creator\n'
  const question = (cells: Partial<Record<string, string>> = {}) => {
    const all = {
      id: '11',
      created: '2021-01-01 00:42:16 -0800',
      updated: '2021-01-02 00:00:00 -0700',
      title: 'It will not start',
      content: '<p>Since this morning.</p>',
      tags: 'desktop;windows-10;starting;',
      topic: 'starting',
      locale: 'en-US',
      creator: 'user-1',
      ...cells,
    }
    return `${Object.values(all)
      .map((cell) => `"${cell?.replaceAll('"', '""')}"`)
      .join(',')}\n`
  }

  test('become tickets with their category, tags, language, writer and old addresses', async () => {
    const rows = await convert('questions.csv', head + question())
    expect(recordsOf(rows)).toEqual([
      { type: 'category', id: 'starting', slug: 'starting', names: { en: 'Starting' } },
      { type: 'person', id: 'user-1', name: 'user-1' },
      {
        type: 'ticket',
        id: '11',
        kind: 'question',
        title: 'It will not start',
        body: '<p>Since this morning.</p>',
        format: 'html',
        language: 'en',
        category: 'starting',
        tags: ['desktop', 'windows-10'],
        requester: 'user-1',
        created_at: '2021-01-01T08:42:16.000Z',
        updated_at: '2021-01-02T07:00:00.000Z',
        old_paths: ['/questions/11', '/en-US/questions/11'],
      },
    ])
  })

  test('name a category and a person once, however many questions follow', async () => {
    const rows = await convert('questions.csv', head + question() + question({ id: '12' }))
    expect(recordsOf(rows).map(({ type }) => type)).toEqual(['category', 'person', 'ticket', 'ticket'])
  })

  test('without a text say their title, and count as changed', async () => {
    const rows = await convert('questions.csv', head + question({ content: '<p> &nbsp;</p>', title: 'Why 1 < 2?' }))
    expect(recordsOf(rows).at(-1)).toMatchObject({ title: 'Why 1 < 2?', body: '<p>Why 1 &lt; 2?</p>' })
    expect(changesOf(rows)).toEqual(['text empty: the title stands in its place'])
  })

  test('with nothing in them, or without an id, are refused by line', async () => {
    const rows = await convert('questions.csv', head + question({ content: '', title: ' ' }) + question({ id: '' }))
    expect(rows).toEqual([
      { line: 2, refused: 'neither a title nor a text' },
      { line: 3, refused: 'no id' },
    ])
  })

  test('with a date that is none take the time of the import, and say so', async () => {
    const rows = await convert('questions.csv', head + question({ created: 'last week' }))
    expect(recordsOf(rows).at(-1)).toMatchObject({ created_at: '-PT0M' })
    expect(changesOf(rows)).toEqual(['created is no date: the time of the import stands in its place'])
  })

  test('written in another language than they are filed under keep their own', async () => {
    const russian = 'После обновления программа перестала запускаться, окно мелькает и сразу закрывается. '.repeat(4)
    const rows = await convert(
      'questions.csv',
      head + question({ content: `<p>${russian}</p>`, title: 'Не запускается' }),
    )
    expect(recordsOf(rows).at(-1)).toMatchObject({ language: 'ru' })
    expect(changesOf(rows)).toEqual(['filed under en, written in another language'])
  })
})

describe('articles of a help centre', () => {
  const head = 'id,title,slug,url,locale,summary,html,topics\n'

  test('become articles with their original, their old addresses and the first topic as category', async () => {
    const rows = await convert(
      'articles.csv',
      `${head}5,Printing,printing,https://help.example.org/en-US/kb/printing,en-US,How to print.,"<p>Press <img alt=""the green one"" src=""/p.gif""> now.</p>",paper;settings\n`,
    )
    expect(recordsOf(rows)).toMatchObject([
      { type: 'category', id: 'paper' },
      {
        type: 'article',
        id: '5',
        slug: 'printing',
        body: '<p>Press <em>(picture: the green one)</em> now.</p>',
        original: '<p>Press <img alt="the green one" src="/p.gif"> now.</p>',
        language: 'en',
        category: 'paper',
        tags: ['settings'],
        old_paths: ['/en-US/kb/printing', '/kb/printing'],
      },
    ])
  })
})

describe('replies whose questions are lost', () => {
  const head = 'id,question,content,created\n'
  const rows = () =>
    convert(
      'staff.csv',
      `${head}3,70,"<p>Second answer.</p>",2020-02-02 12:00:00 +0000
2,70,"<p>Hi Anna,</p><p>Please restart the printer twice.</p>",2020-02-01 12:00:00 -0700
1,80,"<p>See <a href=""https://help.example.org/en-US/kb/printing#w_x"">this</a>.</p>",2020-02-01 12:00:00 -0700
`,
    )

  test('stand under one ticket for each question, titled by what the first answer says', async () => {
    const tickets = recordsOf(await rows()).filter((record) => record.type === 'ticket')
    expect(tickets).toMatchObject([
      {
        id: '70',
        title: 'Please restart the printer twice (answer to question 70)',
        question_missing: true,
        created_at: '2020-02-01T19:00:00.000Z',
        status: 'question.answered',
      },
      { id: '80', question_missing: true },
    ])
  })

  test('are by staff, and name the articles they point at', async () => {
    const replies = recordsOf(await rows()).filter((record) => record.type === 'reply')
    expect(replies).toHaveLength(3)
    expect(replies.every(({ staff }) => staff)).toBe(true)
    expect(replies[2]?.articles).toEqual(['/en-US/kb/printing'])
  })
})

describe('threads of Stack Exchange', () => {
  const xml = (rows: string) => `<?xml version="1.0" encoding="utf-8"?>\n<posts>\n${rows}\n</posts>\n`

  test('become tickets and replies, the accepted answer as the one that solved it', async () => {
    const rows = await convert(
      'Posts.xml',
      xml(`<row Id="2" PostTypeId="2" ParentId="1" CreationDate="2015-01-28T10:00:00.000" Score="3" Body="&lt;p&gt;In a jar.&lt;/p&gt;" OwnerUserId="9" />
<row Id="1" PostTypeId="1" AcceptedAnswerId="2" CreationDate="2015-01-27T20:09:32.720" Score="-2" Body="&lt;p&gt;Where?&lt;/p&gt;" OwnerUserId="4" Title="How to store beans?" Tags="&lt;storage&gt;&lt;beans&gt;" AnswerCount="1" />`),
    )
    expect(recordsOf(rows)).toMatchObject([
      { type: 'person', id: '9' },
      { type: 'reply', id: '2', ticket: '1', person: '9', body: '<p>In a jar.</p>' },
      { type: 'person', id: '4' },
      { type: 'ticket', id: '1', tags: ['storage', 'beans'], solved_by: '2', votes: 0, status: 'question.answered' },
    ])
    expect(changesOf(rows)).toEqual([
      'score of an answer left out: answers have no votes here',
      'score below zero: votes begin at zero',
    ])
  })

  test('refuse descriptions of tags and posts without a text, with their lines', async () => {
    const rows = await convert(
      'Posts.xml',
      xml('<row Id="7" PostTypeId="4" Body="x" />\n<row Id="8" PostTypeId="1" Title="?" Body="" />'),
    )
    expect(rows).toEqual([
      { line: 3, refused: 'description of a tag (PostTypeId 4 or 5); it does not name its tag' },
      { line: 4, refused: 'no text' },
    ])
  })

  test('take a post with characters XML does not allow, and say so', async () => {
    const rows = await convert(
      'Posts.xml',
      xml('<row Id="1" PostTypeId="1" CreationDate="2015-01-28T10:00:00" Title="Bell &#x7; rings" Body="x" />'),
    )
    expect(changesOf(rows)).toEqual(['characters that XML does not allow left out'])
  })

  test('are unreadable beyond the line that is not well-formed: nobody can say where the next post begins', async () => {
    const broken = convert('Posts.xml', xml('<row Id="1" PostTypeId="1" Title="A & B" Body="x" />'))
    await expect(broken).rejects.toThrow(/Posts\.xml cannot be read beyond line \d+: /)
  })
})

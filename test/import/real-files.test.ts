import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/db/connect.ts'
import { load } from '../../src/import/load.ts'
import type { FileReport } from '../../src/import/report.ts'
import { openSource } from '../../src/import/sources.ts'
import { freshDatabase } from '../support/database.ts'

const folder = join(import.meta.dirname, '../../../shared/data')
const isThere = existsSync(folder)
if (!isThere) console.warn(`SKIPPED: no real files in ${folder}; the tests of their import do not run.`)

// As rough as life. Alphabetical, so that replies come before the articles they link, too.
const names = ['questions.csv.gz', 'staff-replies.csv.gz', 'articles.csv.gz', 'threads.xml.gz'] as const

describe.skipIf(!isThere)('the real files', { timeout: 600_000 }, () => {
  let connection: Connection
  let reports: Record<(typeof names)[number], FileReport>

  beforeAll(async () => {
    connection = await freshDatabase()
    const sources = await Promise.all(names.map((name) => openSource(join(folder, name))))
    const all = await load(connection.db, sources, { siteUrl: 'http://earshot.test', related: false })
    reports = Object.fromEntries(names.map((name, n) => [name, all[n]])) as typeof reports
  }, 600_000)
  afterAll(() => connection?.close())

  test('are taken to the last row; what is refused says why', () => {
    const counts = names.map((name) => {
      const { rows, refused } = reports[name]
      return [rows, refused]
    })
    expect(counts).toEqual([
      [2971, 0],
      [964, 0],
      [174, 0],
      [592, 40],
    ])
    expect([...reports['threads.xml.gz'].refusedFor.keys()]).toEqual([
      'description of a tag (PostTypeId 4 or 5); it does not name its tag',
    ])
  })

  test('put every reply whose question is lost under a ticket that says so', async () => {
    const { n } = await connection.db
      .selectFrom('tickets')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('question_missing', '=', true)
      .executeTakeFirstOrThrow()
    expect(n).toBe(765)
  })

  test('link the 17 replies that answered with an article that is there', async () => {
    const replies = await connection.db.selectFrom('links').select('reply_id').distinct().execute()
    expect(replies).toHaveLength(17)
  })

  test('leave no link inside the site that leads nowhere', async () => {
    const articles = await connection.db.selectFrom('articles').select(['id', 'html']).execute()
    const ids = new Set(articles.map(({ id }) => String(id)))
    const inside = articles.flatMap(({ html }) =>
      [...html.matchAll(/href="(\/[^"]*)"/g)].map(([, href]) => href as string),
    )
    expect(inside.length).toBeGreaterThan(350)
    expect(inside.filter((href) => !ids.has(/^\/kb\/(\d+)/.exec(href)?.[1] ?? ''))).toEqual([])
  })

  test('show no tag of HTML as text, and no picture that is not there', async () => {
    const rows = await connection.db.selectFrom('articles').select(['title', 'html']).execute()
    expect(
      rows
        .filter(({ html }) => /<img|&lt;\/?(?:p|span|div|ul|li|a|strong|em|table|td)[\s&]/i.test(html))
        .map(({ title }) => title),
    ).toEqual([])
  })
})

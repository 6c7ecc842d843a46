import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/db/connect.ts'
import { demoSources } from '../../src/import/demo-set.ts'
import type { ImportRecord } from '../../src/import/format.ts'
import { load } from '../../src/import/load.ts'
import { momentAt } from '../../src/import/moments.ts'
import type { FileReport } from '../../src/import/report.ts'
import { freshDatabase } from '../support/database.ts'

let records: ImportRecord[]
let connection: Connection
let reports: FileReport[]

beforeAll(async () => {
  const sources = await demoSources()
  const rows = await Promise.all(sources.map((source) => Array.fromAsync(source.rows())))
  records = rows.flat().flatMap((row) => ('records' in row ? row.records : []))
  connection = await freshDatabase()
  reports = await load(connection.db, sources, { siteUrl: 'http://earshot.test' })
})
afterAll(() => connection.close())

const ofType = <T extends ImportRecord['type']>(type: T) =>
  records.filter((record): record is Extract<ImportRecord, { type: T }> => record.type === type)

describe('the demonstration set', () => {
  test('is every file of its folder, and is taken as it stands', () => {
    const files = readdirSync(join(import.meta.dirname, '../../src/import/demo'))
    expect(reports.map(({ path }) => path.split('/').at(-1)).sort()).toEqual(files.sort())
    expect(
      reports.map(({ changedFor, refusedFor, deadLinks }) => [[...changedFor], [...refusedFor], [...deadLinks]]),
    ).toEqual(reports.map(() => [[], [], []]))
  })

  test('shows every status there is, in use', async () => {
    const unused = await connection.db
      .selectFrom('statuses')
      .select(['kind', 'message_key'])
      .where((eb) =>
        eb.not(
          eb.exists(eb.selectFrom('tickets').select('tickets.id').whereRef('tickets.status_id', '=', 'statuses.id')),
        ),
      )
      .execute()
    expect(unused).toEqual([])
  })

  test('speaks all four languages, in public and in private, with articles in each', () => {
    const languages = ['ar', 'en', 'ru', 'uk']
    expect([...new Set(ofType('ticket').map(({ language }) => language))].sort()).toEqual(languages)
    expect([...new Set(ofType('article').map(({ language }) => language))].sort()).toEqual(languages)
    const isPrivate = ofType('ticket').filter(({ visibility }) => visibility === 'private')
    expect([...new Set(isPrivate.map(({ language }) => language))].sort()).toEqual(languages)
  })

  test('never says no without a reason', async () => {
    const reasonless = await connection.db
      .selectFrom('events')
      .innerJoin('statuses', (join) =>
        join.onRef('statuses.id', '=', (eb) => eb.cast(eb.ref('events.data', '->>').key('to'), 'integer')),
      )
      .select(['events.ticket_id'])
      .where('type', '=', 'status_changed')
      .where('needs_reason', '=', true)
      .where((eb) => eb(eb.ref('events.data', '->>').key('reason'), '=', ''))
      .execute()
    expect(reasonless).toEqual([])
  })

  test.each(['2026-03-10T00:05:00Z', '2026-07-01T11:30:00Z', '2026-12-31T23:55:00Z'])(
    'looks lived in whenever it is loaded (%s): nobody answers before the question, nothing is still to come',
    (time) => {
      const now = new Date(time)
      const asked = new Map(ofType('ticket').map(({ id, created_at }) => [id, momentAt(created_at, now) as Date]))
      const later = [
        ...ofType('reply').map(({ id, ticket, created_at }) => ({ id, ticket, at: created_at })),
        ...ofType('status_change').map(({ status, ticket, at }) => ({ id: `${ticket} ${status}`, ticket, at })),
      ]
      const wrong = later.filter(({ ticket, at }) => {
        const moment = momentAt(at, now) as Date
        return moment <= (asked.get(ticket) as Date) || moment > now
      })
      expect(wrong).toEqual([])
      expect([...asked.values()].filter((moment) => moment > now)).toEqual([])
      expect(
        [...asked.values()].filter((moment) => now.getTime() - moment.getTime() < 86_400_000).length,
      ).toBeGreaterThan(4)
    },
  )
})

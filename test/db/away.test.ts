/** The database goes away and comes back: nothing typed is lost, nobody waits, nothing has to be started again. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type Running, start } from '../../src/server.ts'
import { emptyServerDatabase, needsServer } from '../support/database.ts'
import { formTo } from '../support/html.ts'
import { makeTicket } from '../support/make.ts'
import { type Wire, wireTo } from '../support/tcp-proxy.ts'

const SITE_URL = 'http://earshot.test'
/** What is promised, and a second for a machine that runs other tests meanwhile. */
const SOON_MS = 3000 + 1000
const POOL = 4

type Answer = { status: number; text: string; retryAfter: string | null; took: number; location: string | null }

describe.skipIf(needsServer.skip)(needsServer.name('a site whose Postgres server goes away'), () => {
  let database: Awaited<ReturnType<typeof emptyServerDatabase>>
  let folder: string
  let wire: Wire
  let running: Running
  let ticket: string

  beforeAll(async () => {
    // What the operator is told, over and over: right, and not wanted here.
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    database = await emptyServerDatabase()
    folder = await mkdtemp(join(tmpdir(), 'earshot-away-'))
    const { hostname, port } = new URL(database.url)
    wire = await wireTo({ host: hostname, port: Number(port || 5432) })
    const url = new URL(database.url)
    url.host = `127.0.0.1:${wire.port}`
    running = await start(
      readConfig({
        SITE_URL,
        PORT: '0',
        HOST: '127.0.0.1',
        DATA_DIR: folder,
        DATABASE_URL: url.href,
        DATABASE_POOL: String(POOL),
        LOG_LEVEL: 'silent',
        TRUST_PROXY: 'loopback',
      }),
    )
    ticket = (await makeTicket(running.app.house)).url
  })
  afterEach(async () => {
    await wire.mend()
    await until(async () => (await ask('/readyz')).status === 200)
  })
  afterAll(async () => {
    await running.stop()
    await wire.close()
    await database.drop()
    await rm(folder, { recursive: true })
  })

  async function ask(path: string, body?: Record<string, string>, cookie = ''): Promise<Answer> {
    const started = performance.now()
    const answer = await fetch(running.address + path, {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { origin: SITE_URL, 'accept-language': 'en', cookie },
      ...(body && { body: new URLSearchParams(body) }),
    })
    const text = await answer.text()
    const { headers } = answer
    const took = performance.now() - started
    return {
      status: answer.status,
      text,
      retryAfter: headers.get('retry-after'),
      location: headers.get('location'),
      took,
    }
  }

  const form = async (title: string): Promise<Record<string, string>> => ({
    ...formTo((await ask('/tickets/new')).text, '/tickets').fields,
    title,
    text: 'First line of it.\n\nAnd a second one, with <angles> & "quotes".',
    visibility: 'private',
    seen: '1',
  })

  const titles = async () => {
    const rows = await running.app.house.db.selectFrom('tickets').select('title').execute()
    return rows.map(({ title }) => title)
  }

  const goes = [
    ['is stopped', () => wire.cut()],
    ['falls silent, its connections open', async () => wire.silence()],
  ] as const

  describe.each(goes)('when it %s', (how, go) => {
    test('every page says within three seconds that it is for now, to strangers and to people it knows', async () => {
      await go()
      for (const cookie of ['', 'earshot_key=somebody', 'earshot_session=somebody', 'earshot_links=1-1~x']) {
        const answer = await ask(ticket, undefined, cookie)
        expect([cookie, answer.status]).toEqual([cookie, 503])
        expect(answer.took).toBeLessThan(SOON_MS)
        expect(Number(answer.retryAfter)).toBeGreaterThan(0)
        expect(answer.text).toContain('<main id="main"')
      }
    })

    test('a post is answered within three seconds with all that was typed, and the same form sent again is taken', async () => {
      const fields = await form(`Nothing of this may be lost when it ${how}`)
      await go()
      const refused = await ask('/tickets', fields)
      expect(refused.status).toBe(503)
      expect(refused.took).toBeLessThan(SOON_MS)
      expect(Number(refused.retryAfter)).toBeGreaterThan(0)
      const given = formTo(refused.text, '/tickets').fields
      expect(given.title).toBe(fields.title)
      expect(given.text?.replace(/\r\n/g, '\n')).toBe(fields.text)

      await wire.mend()
      const taken = await until(async () => {
        const answer = await ask('/tickets', given)
        return answer.status === 303 && answer
      })
      expect(taken.location).toMatch(/^\/tickets\/\d+/)
      expect((await titles()).filter((title) => title === fields.title)).toHaveLength(1)
    })

    test('more people than it has connections are all answered within three seconds', async () => {
      await Promise.all(Array.from({ length: POOL }, () => ask(ticket)))
      await go()
      const answers = await Promise.all(Array.from({ length: 4 * POOL }, () => ask(ticket)))
      expect(answers.filter(({ status, took }) => status !== 503 || took > SOON_MS)).toEqual([])
    })

    test('what needs no database is answered as ever, and readiness is told apart from life', async () => {
      await go()
      expect((await ask('/healthz')).status).toBe(200)
      expect((await ask('/robots.txt')).status).toBe(200)
      const ready = await ask('/readyz')
      expect(ready.status).toBe(503)
      expect(ready.took).toBeLessThan(SOON_MS)
    })

    test('it works again when it is back, without a restart', async () => {
      await go()
      expect((await ask(ticket)).status).toBe(503)
      await wire.mend()
      const back = await until(async () => {
        const answer = await ask(ticket)
        return answer.status === 200 && answer
      })
      expect(back.status).toBe(200)
    })
  })

  test('a connection lost in the middle of a statement is a 503, not the end of the process', async () => {
    const slow = sql`SELECT pg_sleep(10)`.execute(running.app.house.db).then(
      () => 'done',
      (error: Error) => error.message,
    )
    await new Promise((resolve) => setTimeout(resolve, 200))
    await wire.cut()
    expect(await slow).toMatch(/terminated|ECONNRESET|closed/i)
  })

  test('a statement that takes long on a server that lives is not taken for one that is gone', async () => {
    const { rows } = await sql<{ n: number }>`SELECT 1 AS n FROM pg_sleep(4)`.execute(running.app.house.db)
    expect(rows).toEqual([{ n: 1 }])
  })

  test('changes said by other processes are heard again after it was away', async () => {
    const { house } = running.app
    await wire.cut()
    await wire.mend()
    await until(async () => (await ask('/readyz')).status === 200)
    const other = new pg.Client({ connectionString: database.url })
    await other.connect()
    try {
      await other.query(
        `INSERT INTO settings (key, value) VALUES ('site', '{"name":"Heard again"}')
         ON CONFLICT (key) DO UPDATE SET value = settings.value || excluded.value`,
      )
      await other.query(`SELECT pg_notify('earshot_changed', 'settings')`)
      await until(async () => house.settings.now.name === 'Heard again')
    } finally {
      await other.end()
    }
    expect(house.settings.now.name).toBe('Heard again')
  })

  test('when all connections are busy, more people are told so instead of waiting', async () => {
    const { db } = running.app.house
    const busy = Array.from({ length: POOL }, () => sql`SELECT pg_sleep(5)`.execute(db))
    await new Promise((resolve) => setTimeout(resolve, 200))
    const answers = await Promise.all([ask(ticket), ask(ticket)])
    expect(answers.map(({ status }) => status)).toEqual([503, 503])
    for (const { took, retryAfter } of answers) {
      expect(took).toBeLessThan(SOON_MS)
      expect(Number(retryAfter)).toBeGreaterThan(0)
    }
    await Promise.all(busy)
    expect((await ask(ticket)).status).toBe(200)
  })
})

/** Asks again until there is an answer; fails after ten seconds. */
async function until<T>(look: () => Promise<T | false | undefined>): Promise<T> {
  const end = Date.now() + 10_000
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error('it did not come back within ten seconds')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

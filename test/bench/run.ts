/**
 * npm run bench [-- --short] [--tickets N] [--with <folder>] [--json <file>]
 *
 * Starts the server as an operator would, on imported data, and a bare Fastify server beside it on the same data; loads
 * both in turn, from loopback only, and prints CPU per request, requests per second, times and the ratios to the bare
 * pages. Machines are noisy: only ratios of one run say something. TEST_DATABASE_URL: on that server, else embedded.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from '../../src/db/connect.ts'
import type { Db } from '../../src/db/schema.ts'
import { listTickets } from '../../src/tickets/listing/queries.ts'
import { listUrl } from '../../src/tickets/listing/urls.ts'
import { listed } from '../../src/tickets/rules.ts'
import { keepClocks } from '../../src/tickets/timing/jobs.ts'
import { ticketUrl } from '../../src/tickets/urls.ts'
import { onServer, withDatabase } from '../support/database.ts'
import { type Copies, importDemo, multiply } from './data.ts'
import { deskRequests } from './desk.ts'
import { type Asked, type Figures, measure } from './load.ts'
import { startNode } from './processes.ts'

const { values } = parseArgs({
  options: {
    short: { type: 'boolean' },
    tickets: { type: 'string' },
    with: { type: 'string' },
    json: { type: 'string' },
  },
})
const serverUrl = process.env.TEST_DATABASE_URL
const wanted = Number(values.tickets ?? (values.short ? 2000 : serverUrl ? 150_000 : 10_000))
const requests = values.short ? 200 : 1000
const folder = await mkdtemp(join(tmpdir(), 'earshot-bench-'))
const database = serverUrl && `earshot_bench_${process.pid}`

try {
  if (database) await onServer(serverUrl, `CREATE DATABASE ${database}`)
  await bench(database ? withDatabase(serverUrl, database) : undefined)
} finally {
  if (database) await onServer(serverUrl, `DROP DATABASE ${database} WITH (FORCE)`)
  await rm(folder, { recursive: true })
}

async function bench(url: string | undefined): Promise<void> {
  const data = join(folder, 'data')
  const env = {
    DATABASE_URL: url ?? '',
    DATA_DIR: data,
    PORT: '0',
    HOST: '127.0.0.1',
    SITE_URL: 'http://127.0.0.1',
    LOG_LEVEL: 'error',
    TRUST_PROXY: 'loopback',
  }
  await importDemo(env, values.with)
  const { ticket, nearTop, deepest, desk } = await prepare(url, data)
  const bareFolder = join(folder, 'bare')
  if (!url) await cp(join(data, 'postgres'), join(bareFolder, 'postgres'), { recursive: true })

  const bare = await startNode([join(import.meta.dirname, 'bare.ts'), url ?? '', bareFolder, String(ticket.id)], {})
  const server = await startNode([join(import.meta.dirname, '../../src/server.ts')], env)
  try {
    const page =
      (path: string): (() => Asked) =>
      () => ({ path, expect: 200 })
    const etag = (await fetch(server.address + ticketUrl(ticket))).headers.get('etag') ?? ''
    const figures: Record<string, Figures> = {}
    figures['bare, fixed 12 KB'] = await measure(bare, database, requests, page('/fixed'))
    figures['bare, two queries and eta'] = await measure(bare, database, requests, page('/ticket'))
    figures['ticket page'] = await measure(server, database, requests, page(ticketUrl(ticket)))
    figures['ticket page, 304'] = await measure(server, database, requests, () => ({
      path: ticketUrl(ticket),
      headers: { 'if-none-match': etag },
      expect: 304,
    }))
    figures['list, first page'] = await measure(server, database, requests, page('/tickets'))
    figures['list, near the top'] = await measure(server, database, requests, page(nearTop))
    figures['list, deepest page'] = await measure(server, database, requests, page(deepest))
    figures['desk, a view'] = await measure(server, database, requests / 2, desk.queue, 1)
    figures['desk, any filter'] = await measure(server, database, requests / 2, desk.filter, 1)
    figures['desk, a ticket'] = await measure(server, database, requests / 2, desk.ticket, 1)
    figures['search, common word'] = await measure(server, database, requests / 2, page('/search?q=backup'))
    figures['search, rare word'] = await measure(server, database, requests / 2, page('/search?q=rarity3'))
    const forms = await askForms(server.address, requests / 4 + 40)
    figures.posting = await measure(server, database, requests / 4, (index) => post(forms.pop() ?? '', index))
    print(figures, url !== undefined)
    if (values.json) await writeFile(values.json, JSON.stringify(figures, undefined, 2))
  } finally {
    await server.stop()
    await bare.stop()
  }
}

/** A typical ticket to read; the page at the end of the list, and one near its top that holds the same texts. */
async function prepare(url: string | undefined, data: string) {
  const connection = await connect({ url, folder: data })
  const { db } = connection
  const copies = await multiply(db, wanted)
  const ticket = await db
    .selectFrom('tickets')
    .select(['id', 'slug'])
    .where(listed)
    .where('reply_count', '>=', 2)
    .where('language', '=', 'en')
    .orderBy('id')
    .executeTakeFirstOrThrow()
  const pages = await equalPages(db, copies)
  // Otherwise the first job of the server would do it while it is measured.
  await keepClocks(db)
  const desk = await deskRequests(db)
  await connection.close()
  return { ticket, ...pages, desk }
}

/** Two pages of the list with the same texts: from the last set of copies but one, and from the first that has them. */
async function equalPages(db: Db, { size, copies, newest }: Copies) {
  const turnTo = (copy: number) => ({
    past: { value: (newest.getTime() - (copy * size + 1) * 60_000 + 1000) * 1000, id: 1 },
  })
  const titlesOf = async (copy: number) => {
    const { rows } = await listTickets(db, { turn: turnTo(copy) })
    return rows.map(({ title }) => title.replace(/ \d+$/, '')).join('\n')
  }
  const last = copies - 1
  const deep = await titlesOf(last)
  for (let copy = 1; copy < last; copy++) {
    if ((await titlesOf(copy)) === deep) {
      return { nearTop: listUrl({}, turnTo(copy)), deepest: listUrl({}, turnTo(last)) }
    }
  }
  throw new Error('no page near the top of the list holds the texts of the deepest one')
}

/** Form tokens are used once, so that many are asked for first. */
async function askForms(address: string, count: number): Promise<string[]> {
  const forms: string[] = []
  for (let n = 0; n < count; n++) {
    const html = await (await fetch(`${address}/tickets/new`)).text()
    forms.push(/name="form" value="([^"]+)"/.exec(html)?.[1] ?? '')
  }
  return forms
}

function post(token: string, index: number): Asked {
  const words = `Number ${index} of this run does not come back after the restart ${Math.abs(index) * 7919}`
  const form = {
    form: token,
    seen: '1',
    kind: 'question',
    title: words,
    text: `${words}, and I cannot tell why.`,
    visibility: 'private',
  }
  return {
    method: 'POST',
    path: '/tickets',
    body: new URLSearchParams(form).toString(),
    // Each from a network of its own: otherwise the limits against floods would be what is measured.
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      'x-forwarded-for': `10.${Math.abs(index) >> 8}.${Math.abs(index) & 255}.${index < 0 ? 1 : 2}`,
    },
    expect: 303,
  }
}

function print(figures: Record<string, Figures>, onPostgres: boolean): void {
  const two = figures['bare, two queries and eta'] as Figures
  const line = (cells: string[]) => cells.map((cell, i) => (i === 0 ? cell.padEnd(28) : cell.padStart(12))).join('')
  console.log(
    `${wanted} tickets on ${onPostgres ? 'a Postgres server' : 'the embedded database'}, ${requests} requests a page`,
  )
  console.log(line(['', 'CPU ms', '× bare', 'req/s', 'p50 ms', 'p99 ms', 'KB']))
  for (const [name, figure] of Object.entries(figures)) {
    const numbers = [
      figure.cpuMs,
      figure.cpuMs / two.cpuMs,
      figure.perSecond,
      figure.p50,
      figure.p99,
      figure.bytes / 1024,
    ]
    console.log(line([name, ...numbers.map((n) => n.toFixed(n >= 100 ? 0 : 2))]))
  }
  const ratio = (a: string, b: string) => ((figures[a] as Figures).cpuMs / (figures[b] as Figures).cpuMs).toFixed(2)
  console.log(`ticket page / bare two queries: ${ratio('ticket page', 'bare, two queries and eta')} (goal: at most 3)`)
  for (const name of ['desk, a view', 'desk, any filter', 'desk, a ticket']) {
    const { p50, p99 } = figures[name] as Figures
    console.log(`${name}: ${p50.toFixed(0)} ms, at most ${p99.toFixed(0)} ms in 99 of 100 (goal: 50 and 150)`)
  }
  console.log(
    `deepest list page / near the top, same texts: ${ratio('list, deepest page', 'list, near the top')} (goal: at most 1.2)`,
  )
}

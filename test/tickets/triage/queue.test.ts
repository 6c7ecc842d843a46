import { CompiledQuery, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listQueue } from '../../../src/tickets/triage/queries.ts'
import { makeCategory, makeReply, makeStaff, makeTicket } from '../../support/make.ts'
import { openSite, type Site } from '../../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)

/** Numbers of the tickets in the queue, in their order. */
async function queue(query = ''): Promise<number[]> {
  const { text } = await mira.get(`/desk${query}`).expect(200)
  return [...text.matchAll(/class="q-title"[^>]*><a [^>]*href="\/desk\/tickets\/(\d+)/g)].map((match) =>
    Number(match[1]),
  )
}
const only = (all: number[], ...wanted: { id: number }[]) =>
  all.filter((id) => wanted.some((ticket) => ticket.id === id))

describe('the desk', () => {
  test('asks strangers and visitors to sign in, and lets agents and admins in', async () => {
    for (const browser of [site.visitor(), await site.known()]) {
      const answer = await browser.get('/desk?view=open').expect(303)
      expect(answer.headers.location).toBe(`/sign-in?next=${encodeURIComponent('/desk?view=open')}`)
    }
    await mira.get('/desk').expect(200)
    await (await site.staff('admin')).get('/desk').expect(200)
  })

  test('is kept by no cache and found by no search engine', async () => {
    const { headers } = await mira.get('/desk').expect(200)
    expect(headers['cache-control']).toBe('private, no-store')
    expect(headers['x-robots-tag']).toBe('noindex')
  })

  test('says what will be here while nothing is', async () => {
    const { text } = await mira.get('/desk?view=private').expect(200)
    expect(text).toContain('No private ticket is open')
  })
})

describe('the queue', () => {
  test('has the unanswered on top, then who waits longest; who waits for nobody is not in it', async () => {
    const newer = await makeTicket(site.house, { createdAt: hoursAgo(2) })
    const older = await makeTicket(site.house, { createdAt: hoursAgo(5) })
    const again = await makeTicket(site.house, { createdAt: hoursAgo(50) })
    await makeReply(site.house, again, { staff: mira.made, createdAt: hoursAgo(40) })
    const answered = await makeTicket(site.house, { createdAt: hoursAgo(9), columns: { waiting_since: null } })
    const done = await makeTicket(site.house, { status: 'answered', createdAt: hoursAgo(9) })
    expect(only(await queue(), newer, older, again, answered, done)).toEqual([older.id, newer.id, again.id])
  })

  test('tells how long who was answered before waits again, in words made by the server, and marks the late', async () => {
    const ticket = await makeTicket(site.house, { kind: 'problem', createdAt: hoursAgo(2 + 10 / 60 + 0.005) })
    const late = await makeTicket(site.house, { kind: 'problem', createdAt: hoursAgo(72.5) })
    for (const one of [ticket, late]) await makeReply(site.house, one, { staff: mira.made })
    const { text } = await mira.get('/desk?kind=problem').expect(200)
    const rowOf = ({ id }: { id: number }) =>
      text.split('<li class="q-row').find((row) => row.includes(`/tickets/${id}?`))
    expect(rowOf(ticket)).toContain('>2 hr 10 min<')
    expect(rowOf(ticket)).not.toContain('q-row--late')
    expect(rowOf(late)).toMatch(/^ q-row--late[\s\S]*>3 days</)
  })

  test('shows requester, status, tags, who has it, and what strangers cannot read', async () => {
    const ticket = await makeTicket(site.house, {
      kind: 'idea',
      visibility: 'private',
      review_state: 'held',
      requesterName: 'Anna K.',
      tags: ['export'],
      columns: { assignee_id: mira.made.id },
    })
    const { text } = await mira.get('/desk?kind=idea').expect(200)
    const row = text.split('<li class="q-row').find((one) => one.includes(`/tickets/${ticket.id}?`))
    for (const words of ['Anna K.', 'New', 'export', 'Private', 'Held', `Assigned to \u2068${mira.made.name}\u2069`]) {
      expect(row).toContain(words)
    }
  })

  test('never leaves out a thanks ticket that somebody writes to once more', async () => {
    const ticket = await makeTicket(site.house, { kind: 'thanks', columns: { waiting_since: hoursAgo(1) } })
    expect(only(await queue(), ticket)).toEqual([ticket.id])
  })
})

describe('the views', () => {
  test('each hold theirs, with the count that the side shows', async () => {
    const fresh = await openSite()
    const me = await fresh.staff()
    const other = await makeStaff(fresh.house)
    const make = (given: Parameters<typeof makeTicket>[1]) => makeTicket(fresh.house, given)
    const mine = await make({ columns: { assignee_id: me.made.id } })
    const theirs = await make({ columns: { assignee_id: other.id } })
    const waiting = await make({ status: 'waiting_for_you' })
    const secret = await make({ visibility: 'private' })
    const done = await make({ status: 'answered' })
    const doneLongAgo = await make({ status: 'answered', createdAt: hoursAgo(24 * 8) })
    const thanks = await make({ kind: 'thanks' })
    const removed = await make({ columns: { removed_at: new Date(), removed_why: 'deleted' } })
    const all = [mine, theirs, waiting, secret, done, doneLongAgo, thanks, removed]
    const views = {
      '': [mine, theirs, secret],
      '?view=mine': [mine],
      '?view=unassigned': [secret, waiting],
      '?view=waiting': [waiting],
      '?view=open': [mine, theirs, secret, waiting],
      '?view=private': [secret],
      '?view=done': [thanks, done],
      '?view=thanks': [thanks],
      '?view=removed': [removed],
    }
    for (const [query, wanted] of Object.entries(views)) {
      const { text } = await me.get(`/desk${query}`).expect(200)
      const shown = all.filter(({ id }) => text.includes(`href="/desk/tickets/${id}${query}"`))
      expect(shown.map(({ id }) => id).sort(), query).toEqual(wanted.map(({ id }) => id).sort())
      if (query === '?view=removed') continue
      const count = new RegExp(`href="/desk${query.replace('?', '\\?')}"[^>]*>.*?views-count">(\\d+)<`).exec(text)?.[1]
      expect(Number(count), query).toBe(wanted.length)
    }
    await fresh.close()
  })

  test('can be narrowed by kind, status, category, tag, assignee and language, and what is not understood is left out', async () => {
    const category = await makeCategory(site.house)
    const planned = site.house.taxonomy.now.byKind.idea.find(({ message_key }) => message_key === 'planned')
    const ticket = await makeTicket(site.house, {
      kind: 'idea',
      status: 'planned',
      category,
      tags: ['narrow'],
      language: 'uk',
      columns: { assignee_id: mira.made.id },
    })
    await makeTicket(site.house, { kind: 'idea' })
    for (const filter of [
      `status=${planned?.id}`,
      `category=${category.id}`,
      'tag=narrow',
      `assignee=${mira.made.id}&kind=idea&status=${planned?.id}`,
      'language=uk',
    ]) {
      expect(await queue(`?view=open&${filter}`), filter).toEqual([ticket.id])
    }
    expect(await queue('?view=open&assignee=0')).not.toContain(ticket.id)
    for (const odd of ['kind=x', 'status=99999999999', 'view[]=1', 'past=zz-zz-zz', 'language=%00', 'tag=%27%22%3C']) {
      await mira.get(`/desk?${odd}`).expect(200)
    }
    expect((await mira.get('/desk?view=open&tag=nothing-has-this').expect(200)).text).toContain(
      'Nothing fits these filters',
    )
  })
})

describe('page after page', () => {
  let large: Site
  let me: Awaited<ReturnType<Site['staff']>>
  beforeAll(async () => {
    large = await openSite()
    me = await large.staff()
  })
  afterAll(() => large.close())

  /** Tickets of these phases in turn; seven to a minute, so that pages break within ties. */
  async function fill(from: number, to: number, phases: string[]): Promise<void> {
    const statuses = large.house.taxonomy.now.byKind.question
    const id = (phase: string) => statuses.find((status) => status.phase === phase)?.id ?? 0
    await sql`INSERT INTO tickets (kind, visibility, review_state, status_id, phase, requester_id, title, source, html,
        html_version, created_at, activity_at, waiting_since, first_reply_at, done_at)
      SELECT 'question', 'public', 'approved',
        CASE phase WHEN 'open' THEN ${id('open')}::int WHEN 'waiting' THEN ${id('waiting')}::int ELSE ${id('done')}::int END,
        phase, (SELECT min(id) FROM people), 'Ticket ' || n, 'text', 'text', 1, at, at,
        CASE WHEN phase = 'open' AND n % 3 > 0 THEN at END, CASE WHEN n % 2 = 0 THEN at END,
        CASE WHEN phase = 'done' THEN at END
      FROM (SELECT n, date_trunc('minute', now()) - (n / 7) * interval '1 minute' AS at,
        (${phases}::text[])[1 + n % ${phases.length}::int] AS phase
        FROM generate_series(${from}::int, ${to}::int) AS n) AS made`.execute(large.house.db)
  }

  test('shows every ticket once and none twice, in every view, ties and who never waited included', async () => {
    const { db } = large.house
    await fill(1, 400, ['open', 'open', 'waiting', 'done'])
    const counts = { unanswered: 0, unassigned: 0, waiting: 0, open: 0, done: 0 }
    for (const view of Object.keys(counts) as (keyof typeof counts)[]) {
      const seen: number[] = []
      let past: Awaited<ReturnType<typeof listQueue>>['past']
      do {
        const page = await listQueue(db, me.made.id, { view, filters: {}, past })
        seen.push(...page.rows.map((row) => row.id))
        past = page.past
      } while (past)
      expect(new Set(seen).size, view).toBe(seen.length)
      counts[view] = seen.length
    }
    expect(counts).toMatchObject({ open: 300, unassigned: 300, waiting: 100, done: 100 })
    const { text } = await me.get('/desk?view=open').expect(200)
    const further = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect((await me.get(further).expect(200)).text).toContain('From the top')
  })

  test('reads an index, where few of many are open, and never the whole table', async () => {
    await fill(401, 8000, ['open', ...Array<string>(39).fill('done')])
    await sql`ANALYZE tickets`.execute(large.house.db)
    for (const view of ['unanswered', 'open', 'mine', 'unassigned', 'private', 'done'] as const) {
      const plan = await planOf(() => listQueue(large.house.db, me.made.id, { view, filters: {} }))
      expect(plan, view).not.toMatch(/Seq Scan on tickets/)
      expect(plan, view).toMatch(/tickets_(queue|assignee|done|private)/)
    }
  })

  /** How the database would go about the last query of `work`. */
  async function planOf(work: () => Promise<unknown>): Promise<string> {
    const executor = large.house.db.getExecutor()
    const execute = executor.executeQuery
    let asked: CompiledQuery | undefined
    executor.executeQuery = (query, ...rest) => {
      asked = query
      return execute.call(executor, query, ...rest) as never
    }
    await work()
    executor.executeQuery = execute
    const { rows } = await large.house.db.executeQuery(
      CompiledQuery.raw(`EXPLAIN ${asked?.sql}`, [...(asked?.parameters ?? [])]),
    )
    return rows.map((row) => Object.values(row as object)[0]).join('\n')
  }
})

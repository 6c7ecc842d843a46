import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/db/connect.ts'
import type { Db } from '../../src/db/schema.ts'
import { freshDatabase } from '../support/database.ts'
import { contentOf, importLines, now, temporaryFolder } from './files.ts'

const folder = temporaryFolder()
let connection: Connection
let db: Db
let round = 0

beforeAll(async () => {
  connection = await freshDatabase()
  db = connection.db
})
afterAll(() => connection.close())
beforeEach(() => {
  round += 1
})

// Each test has a source of its own, so that all can share one database.
const take = (records: object[], options = {}) =>
  importLines(db, folder, records, { sourceName: `test ${round}`, ...options })

const at = (day: number, time = '10:00') => `2026-03-0${day}T${time}:00Z`
const ticket = (more: object = {}) => ({
  type: 'ticket',
  id: 't1',
  kind: 'question',
  title: `Ticket ${round}`,
  body: 'It *hums*.',
  format: 'markdown',
  created_at: at(1),
  ...more,
})
const reply = (id: string, created_at: string, more: object = {}) => ({
  type: 'reply',
  id,
  ticket: 't1',
  body: `Reply ${id}`,
  format: 'markdown',
  created_at,
  ...more,
})
const agent = { type: 'person', id: 'anna', name: 'Anna Berg', email: 'anna@example.org', staff: 'agent' }
const visitor = { type: 'person', id: 'v1', name: 'Tom' }
const article = (id: string, body: string, more: object = {}) => ({
  type: 'article',
  id,
  title: `Article ${id} ${round}`,
  body,
  format: 'markdown',
  created_at: at(1),
  ...more,
})

const stored = () =>
  db.selectFrom('tickets').selectAll().where('title', '=', `Ticket ${round}`).executeTakeFirstOrThrow()
const articleNamed = (id: string) =>
  db.selectFrom('articles').selectAll().where('title', '=', `Article ${id} ${round}`).executeTakeFirstOrThrow()

describe('an import', () => {
  test('takes lines in any order: a ticket may come after its replies, a category after its ticket', async () => {
    const report = await take([
      reply('r1', at(1, '11:00'), { person: 'anna', articles: ['a1'] }),
      { type: 'status_change', ticket: 't1', status: 'question.answered', at: at(1, '11:00'), person: 'anna' },
      ticket({ category: 'c1', official_reply: 'r1', requester: 'v1', tags: ['Hum', 'hum '] }),
      article('a1', 'How to stop it.'),
      { type: 'category', id: 'c1', names: { en: `Noise ${round}` } },
      agent,
      visitor,
    ])
    expect(report).toMatchObject({ rows: 7, taken: 6, changed: 1, refused: 0 })
    expect([...report.changedFor.keys()]).toEqual(['tags written small, with hyphens, empty ones dropped'])
    const row = await stored()
    expect(row).toMatchObject({
      phase: 'done',
      reply_count: 1,
      review_state: 'approved',
      requester_name: 'Tom',
      was_public: true,
    })
    expect(row.html).toContain('<em>hums</em>')
    expect(row.official_reply_id).not.toBeNull()
    expect(row.category_id).not.toBeNull()
    expect(row.first_reply_at?.toISOString()).toBe('2026-03-01T11:00:00.000Z')
    const links = await db.selectFrom('links').select('article_id').where('ticket_id', '=', row.id).execute()
    expect(links).toEqual([{ article_id: (await articleNamed('a1')).id }])
  })

  test('counts the time to the first reply as if it had happened here, private replies and notes apart', async () => {
    await take([
      agent,
      ticket(),
      reply('n', at(1, '10:05'), { person: 'anna', audience: 'note' }),
      reply('p', at(1, '10:20'), { person: 'anna', audience: 'private' }),
      reply('x', at(1, '10:40'), { name: 'Somebody' }),
      reply('o', at(1, '11:00'), { person: 'anna' }),
    ])
    const row = await stored()
    expect(row.first_reply_at?.toISOString()).toBe('2026-03-01T10:20:00.000Z')
    expect(row.first_public_reply_at?.toISOString()).toBe('2026-03-01T11:00:00.000Z')
    expect(row.reply_count).toBe(2)
  })

  test("knows whose turn it is: the customer's after a reply of staff, staff's after theirs", async () => {
    await take([agent, visitor, ticket({ requester: 'v1' })])
    expect((await stored()).waiting_since?.toISOString()).toBe('2026-03-01T10:00:00.000Z')
    await take([agent, visitor, ticket({ requester: 'v1' }), reply('r1', at(2), { person: 'anna' })])
    expect((await stored()).waiting_since).toBeNull()
    await take([agent, visitor, ticket({ requester: 'v1' }), reply('r2', at(3), { person: 'v1' })])
    expect((await stored()).waiting_since?.toISOString()).toBe('2026-03-03T10:00:00.000Z')
  })

  test('tells the history in order, with the reasons customers were given', async () => {
    await take([
      ticket({ kind: 'idea' }),
      { type: 'status_change', ticket: 't1', status: 'Declined', at: at(3), reason: 'It would wake the neighbours.' },
      { type: 'status_change', ticket: 't1', status: 'idea.in_review', at: at(2) },
    ])
    const { id, done_at, phase } = await stored()
    expect([phase, done_at?.toISOString()]).toEqual(['done', '2026-03-03T10:00:00.000Z'])
    const events = await db
      .selectFrom('events')
      .select(['data', 'is_public'])
      .where('ticket_id', '=', id)
      .where('type', '=', 'status_changed')
      .orderBy('created_at')
      .execute()
    const keys = new Map(
      (await db.selectFrom('statuses').select(['id', 'message_key']).execute()).map((row) => [row.id, row.message_key]),
    )
    const told = events.map(({ data, is_public }) => {
      const { from, to, reason } = data as { from: number; to: number; reason: string }
      return [keys.get(from), keys.get(to), reason, is_public]
    })
    expect(told).toEqual([
      ['new', 'in_review', '', true],
      ['in_review', 'declined', 'It would wake the neighbours.', true],
    ])
  })

  test('keeps private what was private', async () => {
    await take([
      agent,
      visitor,
      ticket({ visibility: 'private', requester: 'v1' }),
      reply('r1', at(2), { person: 'v1', audience: 'private' }),
      reply('r2', at(3), { person: 'anna', audience: 'private' }),
    ])
    const row = await stored()
    expect([row.visibility, row.was_public]).toEqual(['private', false])
    const people = await db
      .selectFrom('ticket_people')
      .select(['person_id', 'role'])
      .where('ticket_id', '=', row.id)
      .execute()
    expect(people).toEqual([{ person_id: row.requester_id, role: 'requester' }])
    const replies = await db
      .selectFrom('replies')
      .select(['addressee_id', 'by_requester'])
      .where('ticket_id', '=', row.id)
      .orderBy('created_at')
      .execute()
    expect(replies).toEqual([
      { addressee_id: row.requester_id, by_requester: true },
      { addressee_id: row.requester_id, by_requester: false },
    ])
  })

  test('never puts a private reply on top of a public ticket', async () => {
    const report = await take([
      agent,
      ticket({ official_reply: 'r1', solved_by: 'r2' }),
      reply('r1', at(2), { person: 'anna', audience: 'private' }),
      reply('r2', at(2), { person: 'anna', audience: 'note' }),
    ])
    expect(await stored()).toMatchObject({ official_reply_id: null, solved_by_reply_id: null })
    expect(report.changedFor.size).toBe(2)
  })

  test('gives everybody without a name an identity of their own', async () => {
    await take([ticket(), ticket({ id: 't2' }), reply('r1', at(2))])
    const rows = await db
      .selectFrom('tickets')
      .select(['id', 'requester_id'])
      .where('title', '=', `Ticket ${round}`)
      .execute()
    const replies = await db
      .selectFrom('replies')
      .select(['person_id', 'by_requester'])
      .where(
        'ticket_id',
        'in',
        rows.map(({ id }) => id),
      )
      .execute()
    expect(new Set([...rows.map((row) => row.requester_id), ...replies.map((row) => row.person_id)]).size).toBe(3)
    expect(replies[0]?.by_requester).toBe(false)
  })

  test('never lets a visitor bear the name of staff', async () => {
    const report = await take([
      { ...agent, id: 'mira', name: 'Mira Novak', email: 'mira@example.org' },
      ticket({ requester_name: 'Мira Novak' }),
    ])
    expect((await stored()).requester_name).toBe('')
    expect([...report.changedFor.keys()]).toEqual(["a visitor's name that would pass for another left out"])
  })

  test('makes accounts for staff that nobody can sign in to yet, and uses one that is there', async () => {
    await take([
      { ...agent, id: 's1', email: 'One@Example.org' },
      { type: 'person', id: 's2', name: 'Old Hand', staff: 'admin' },
    ])
    await take([{ ...agent, id: 's3', email: 'one@example.org', name: 'Another Name' }], {
      sourceName: `second ${round}`,
    })
    const staff = await db
      .selectFrom('staff')
      .select(['name', 'password_hash', 'deactivated_at', 'email'])
      .where('email', 'in', ['One@Example.org', 'one@example.org'])
      .execute()
    expect(staff).toEqual([{ name: 'Anna Berg', password_hash: null, deactivated_at: null, email: 'One@Example.org' }])
    const old = await db
      .selectFrom('staff')
      .select(['deactivated_at', 'email'])
      .where('name', '=', 'Old Hand')
      .executeTakeFirstOrThrow()
    expect(old.deactivated_at).not.toBeNull()
    expect(old.email).toMatch(/\.invalid$/)
  })

  test('links texts to one another by ids and by old addresses, wherever they stand', async () => {
    await take([
      { type: 'source', name: 'x', base_url: 'https://old.example' },
      article('a1', 'See [two](earshot:article/a2), [old](/kb/two) and [gone](earshot:article/none).'),
      article(
        'a2',
        '<p>Back to <a href="https://old.example/kb/one?x=1">one</a>, <a href="/kb/lost">lost</a>, <a href="https://other.example/">other</a>, <a href="earshot:article/a3">three</a>, <a href="javascript:x()">no</a>.</p>',
        { format: 'html', old_paths: ['/kb/two'] },
      ),
      article('a3', 'x', { old_paths: ['/kb/one'] }),
    ])
    const [one, two, three] = [await articleNamed('a1'), await articleNamed('a2'), await articleNamed('a3')]
    expect(one.source).toBe(
      `See [two](/kb/${two.id}-article-a2-${round}), [old](/kb/${two.id}-article-a2-${round}) and gone.`,
    )
    expect(two.source).toBe(
      `Back to [one](/kb/${three.id}-article-a3-${round}), lost, [other](https://other.example/), [three](/kb/${three.id}-article-a3-${round}), no.`,
    )
  })

  test('says which links lead nowhere', async () => {
    const report = await take([article('a1', '<a href="/kb/lost">x</a> <a href="/kb/lost">y</a>', { format: 'html' })])
    expect([...report.deadLinks]).toEqual([['/kb/lost', 2]])
    expect([...report.changedFor]).toEqual([
      ['links that lead to nothing imported became plain text', { count: 1, lines: [1] }],
    ])
  })

  test('keeps HTML for staff and shows Markdown made of it', async () => {
    const html = '<p>It <b>hums</b>.</p><script>alert(1)</script>'
    await take([ticket({ body: html, format: 'html' })])
    const row = await stored()
    expect(row.source).toBe('It **hums**.')
    expect(await db.selectFrom('originals').select('html').where('ticket_id', '=', row.id).execute()).toEqual([
      { html },
    ])
  })

  test('detects a language that is not given', async () => {
    await take([ticket({ body: 'Після вимкнення світла програма не запускається і пише про пошкоджений індекс.' })])
    expect((await stored()).language).toBe('uk')
  })

  test('counts times before now from its start', async () => {
    await take([ticket({ created_at: '-P1DT2H' })])
    expect((await stored()).created_at.getTime()).toBe(now.getTime() - 26 * 3_600_000)
  })

  test('stores characters that cannot be stored in another way, and says so', async () => {
    const report = await take([ticket({ body: 'Bell\u0000 and \ud83d half' })])
    expect((await stored()).source).toBe('Bell and � half')
    expect([...report.changedFor.keys()]).toEqual(['characters that cannot be stored left out'])
  })

  test('refuses by line what names something that is nowhere, and goes on', async () => {
    const report = await take([
      reply('r1', at(2), { ticket: 'nowhere' }),
      { type: 'link', ticket: 't1', article: 'nowhere' },
      { type: 'status_change', ticket: 't1', status: 'idea.planned', at: at(2) },
      ticket({
        category: 'nowhere',
        requester: 'nobody',
        assignee: 'nobody',
        status: 'Perhaps',
        official_reply: 'none',
      }),
    ])
    expect([...report.refusedFor]).toEqual([
      ['its ticket is not in the file, nor was it imported before', { count: 1, lines: [1] }],
      ['a status of that name does not exist here for this kind of ticket', { count: 1, lines: [3] }],
      ['its article is not in the file, nor was it imported before', { count: 1, lines: [2] }],
    ])
    expect(report).toMatchObject({ taken: 0, changed: 1, refused: 3 })
    expect(report.changedFor.size).toBe(5)
  })
})

describe('a second import', () => {
  test('of the same file changes nothing', async () => {
    const records = [
      agent,
      visitor,
      ticket({ requester: 'v1', official_reply: 'r1' }),
      reply('r1', at(2), { person: 'anna', articles: ['a1'] }),
      article('a1', 'See [b](earshot:ticket/t1).'),
      { type: 'status_change', ticket: 't1', status: 'Answered', at: at(2) },
      { type: 'link', ticket: 't1', article: 'a1' },
    ]
    await take(records)
    const before = await contentOf(db)
    expect(await take(records, { now: new Date(now.getTime() + 5_000_000) })).toMatchObject({
      taken: 0,
      changed: 0,
      refused: 0,
      known: 7,
      differing: { count: 0 },
    })
    expect(await contentOf(db)).toEqual(before)
  })

  test('leaves alone what changed in the file meanwhile, says so, and adds what is new', async () => {
    await take([agent, ticket()])
    const report = await take([
      agent,
      ticket({ body: 'Edited there.' }),
      reply('r1', at(4), { person: 'anna' }),
      { type: 'status_change', ticket: 't1', status: 'question.answered', at: at(4) },
    ])
    expect(report).toMatchObject({ taken: 2, known: 2, differing: { count: 1, lines: [2] } })
    expect(await stored()).toMatchObject({ source: 'It *hums*.', reply_count: 1, phase: 'done' })
  })
})

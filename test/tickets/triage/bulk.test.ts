import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BulkAct } from '../../../src/tickets/bulk.ts'
import { deskBulkActs } from '../../../src/tickets/triage/bulk/acts.ts'
import { goOn, startRun } from '../../../src/tickets/triage/bulk/commands.ts'
import { goOnWithBulk } from '../../../src/tickets/triage/bulk/jobs.ts'
import { type MadeTicket, makeArticle, makeCategory, makeReply, makeStaff, makeTicket } from '../../support/make.ts'
import { openSite, type Site } from '../../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

/** All rows of these tickets as text; the date of the page's last change may not come back. */
async function rowsOf(...tickets: { id: number }[]): Promise<string[]> {
  const found: string[] = []
  for (const [table, column] of [
    ['tickets', 'id'],
    ['replies', 'ticket_id'],
    ['ticket_tags', 'ticket_id'],
    ['links', 'ticket_id'],
    ['ticket_people', 'ticket_id'],
  ] as const) {
    const { rows } = await sql<{ row: string }>`SELECT (to_jsonb(t.*) - 'changed_at')::text AS row
      FROM ${sql.table(table)} t WHERE ${sql.ref(`t.${column}`)} = ANY(${tickets.map(({ id }) => id)}::int[])
      ORDER BY 1`.execute(site.house.db)
    found.push(...rows.map(({ row }) => `${table} ${row}`))
  }
  return found
}

type Column = 'status_id' | 'assignee_id' | 'priority' | 'category_id' | 'removed_at'

async function columnOf(column: Column, ...tickets: { id: number }[]) {
  const rows = await site.house.db
    .selectFrom('tickets')
    .select(['status_id', 'assignee_id', 'priority', 'category_id', 'removed_at'])
    .where(
      'id',
      'in',
      tickets.map(({ id }) => id),
    )
    .orderBy('id')
    .execute()
  return rows.map((row) => row[column])
}

const statusId = (kind: 'question' | 'problem' | 'idea', key: string) =>
  site.house.taxonomy.now.byKind[kind].find(({ message_key }) => message_key === key)?.id ?? 0

const send = (act: string, tickets: { id: number }[], more: Record<string, string> = {}) =>
  mira
    .post('/desk/bulk')
    .type('form')
    .send({ act, ticket: tickets.map(({ id }) => String(id)), in: 'view=open', ...more })

/** Done, and the number of it. */
async function done(act: string, tickets: { id: number }[], more: Record<string, string> = {}): Promise<number> {
  const answer = await send(act, tickets, more).expect(303)
  const id = Number(/bulk=(\d+)$/.exec(answer.headers.location ?? '')?.[1])
  expect(id, answer.headers.location).toBeGreaterThan(0)
  return id
}

const typesOf = async ({ id }: { id: number }) =>
  (await site.house.db.selectFrom('events').select('type').where('ticket_id', '=', id).orderBy('id').execute()).map(
    ({ type }) => type,
  )

describe('an act on many tickets', () => {
  let few: MadeTicket[]
  test.beforeEach(async () => {
    few = [await makeTicket(site.house), await makeTicket(site.house, { tags: ['old'] }), await makeTicket(site.house)]
  })

  /** Does it, and takes it back: each ticket has its event, and the rows are those of before. */
  async function thereAndBack(act: string, event: string, more: Record<string, string> = {}) {
    const before = await rowsOf(...few)
    const id = await done(act, few, more)
    expect(await rowsOf(...few)).not.toEqual(before)
    for (const ticket of few) expect(await typesOf(ticket)).toContain(event)
    return async () => {
      const answer = await mira.post(`/desk/bulk/${id}/undo`).expect(303)
      expect(await rowsOf(...few)).toEqual(before)
      for (const ticket of few) expect((await typesOf(ticket)).at(-1)).toBe('undone')
      expect((await mira.get(answer.headers.location as string).expect(200)).text).toContain('taken back')
    }
  }

  test('sets a status, each kind its own of that name, tells it above the queue, and is taken back by one click', async () => {
    few.push(await makeTicket(site.house, { kind: 'problem' }))
    const back = await thereAndBack(`status:${statusId('question', 'in_review')}`, 'status_changed')
    expect(await columnOf('status_id', ...few)).toEqual([
      ...Array(3).fill(statusId('question', 'in_review')),
      statusId('problem', 'in_review'),
    ])
    await back()
  })

  test('assigns, to oneself and to a colleague', async () => {
    const ana = await makeStaff(site.house)
    const back = await thereAndBack('assignee:me', 'assigned')
    expect(await columnOf('assignee_id', ...few)).toEqual(few.map(() => mira.made.id))
    await back()
    await (await thereAndBack(`assignee:${ana.id}`, 'assigned'))()
  })

  test('sets category and priority', async () => {
    const category = await makeCategory(site.house)
    const back = await thereAndBack(`category:${category.id}`, 'categorised')
    expect(await columnOf('category_id', ...few)).toEqual(few.map(() => category.id))
    await back()
    const backToNormal = await thereAndBack('priority:4', 'prioritised')
    expect(await columnOf('priority', ...few)).toEqual([4, 4, 4])
    await backToNormal()
  })

  test('adds tags to those that are there, and takes tags off', async () => {
    const before = await rowsOf(...few)
    const id = await done('tags:add', few, { tags: 'fresh, old', sure: '1' })
    const tags = async () => {
      const { rows } = await sql<{ names: string }>`SELECT string_agg(tags.name, ',' ORDER BY tags.name) AS names
        FROM ticket_tags JOIN tags ON tags.id = tag_id WHERE ticket_id = ANY(${few.map((one) => one.id)}::int[])
        GROUP BY ticket_id ORDER BY ticket_id`.execute(site.house.db)
      return rows.map(({ names }) => names)
    }
    expect(await tags()).toEqual(['fresh,old', 'fresh,old', 'fresh,old'])
    await done('tags:remove', few, { tags: 'old', sure: '1' })
    expect(await tags()).toEqual(['fresh', 'fresh', 'fresh'])
    // Taken back out of turn: these rows were changed since, and stay.
    await mira.post(`/desk/bulk/${id}/undo`).expect(303)
    expect(await rowsOf(...few)).not.toEqual(before)
  })

  test('links an article, chosen on a page of its own', async () => {
    const article = await makeArticle(site.house, { title: 'Keys side by side' })
    const asked = await send('article:link', few).expect(200)
    expect(asked.text).toContain('Keys side by side')
    expect(asked.text).toContain('For 3 tickets')
    expect((await send('article:link', few, { sure: '1' }).expect(422)).text).toContain('Please fill this in.')
    const back = await thereAndBack('article:link', 'linked', { article: String(article.id), sure: '1' })
    await back()
  })

  test('marks as spam after a second look, and brings back what was removed', async () => {
    expect((await send('remove:spam', few).expect(200)).text).toContain('For 3 tickets')
    expect(await columnOf('removed_at', ...few)).toEqual([null, null, null])
    const back = await thereAndBack('remove:spam', 'discarded', { sure: '1' })
    await site
      .visitor()
      .get(few[0]?.url ?? '')
      .expect(410)
    await back()
    await site
      .visitor()
      .get(few[0]?.url ?? '')
      .expect(200)
    await done('remove:deleted', few, { sure: '1' })
    await (await thereAndBack('restore:', 'restored', { in: 'view=removed' }))()
  })

  test('merges duplicates into the one that stays, and splits them again by one click', async () => {
    const [first, ...others] = few as [MadeTicket, MadeTicket, MadeTicket]
    await makeReply(site.house, others[0] as MadeTicket)
    const asked = await send('merge:into', few).expect(200)
    expect(asked.text).toContain('The one that stays')
    expect((await send('merge:into', few, { sure: '1', into: '', number: '99999' }).expect(422)).text).toContain(
      'There is no standing ticket of this number.',
    )
    const before = await rowsOf(...few)
    const id = await done('merge:into', few, { sure: '1', into: String(first.id) })
    for (const other of others) {
      const gone = await site.visitor().get(other.url).expect(301)
      expect(gone.headers.location).toContain(first.url)
    }
    expect(await typesOf(first)).toContain('merged')
    await mira.post(`/desk/bulk/${id}/undo`).expect(303)
    expect(await rowsOf(...few)).toEqual(before)
    for (const other of others) await site.visitor().get(other.url).expect(200)
  })

  test('asks for the reason that a status needs, and will not be done without', async () => {
    few = [await makeTicket(site.house, { kind: 'idea' })]
    const declined = `status:${statusId('idea', 'declined')}`
    expect((await send(declined, few).expect(200)).text).toContain('name="reason"')
    await send(declined, few, { sure: '1' }).expect(422)
    await done(declined, few, { sure: '1', reason: 'It would cost more than it gives.' })
    expect(await columnOf('status_id', ...few)).toEqual([statusId('idea', 'declined')])
  })

  test('leaves those that refuse as they were, says which and why, and does the others', async () => {
    const idea = await makeTicket(site.house, { kind: 'idea' })
    const before = await rowsOf(idea)
    const id = await done(`status:${statusId('question', 'answered')}`, [...few, idea])
    expect(await rowsOf(idea)).toEqual(before)
    expect(await columnOf('status_id', ...few)).toEqual(few.map(() => statusId('question', 'answered')))
    const { text } = await mira.get(`/desk/bulk/${id}`).expect(200)
    expect(text).toContain('3 were changed.')
    expect(text).toContain('One was left as it was.')
    expect(text).toContain('Tickets of its kind have no status of this name.')
  })

  test('is taken back as far as nobody has changed the same since', async () => {
    const [first] = few as [MadeTicket]
    const id = await done('priority:3', few)
    await mira
      .post(`/desk/tickets/${first.id}/assignee`)
      .type('form')
      .send({ assignee: String(mira.made.id) })
      .expect(303)
    await site.house.db.updateTable('tickets').set({ priority: 1 }).where('id', '=', first.id).execute()
    await mira.post(`/desk/bulk/${id}/undo`).expect(303)
    expect(await columnOf('priority', ...few)).toEqual([1, 2, 2])
    expect((await mira.get(`/desk/bulk/${id}`).expect(200)).text).toContain('One was left as it was.')
  })

  test('does nothing and says so when nothing is ticked or chosen', async () => {
    const none = await send('priority:3', []).expect(303)
    expect((await mira.get(none.headers.location as string)).text).toContain('Nothing was ticked')
    const noAct = await send('', few).expect(303)
    expect((await mira.get(noAct.headers.location as string)).text).toContain('Choose what is to be done')
    await send('nonsense:1', few).expect(404)
    await send('status:99999', few).expect(404)
    expect(await columnOf('priority', ...few)).toEqual([2, 2, 2])
  })

  test('is nobody else’s to see, stop or take back', async () => {
    const id = await done('priority:3', few)
    const ana = await site.staff()
    await ana.get(`/desk/bulk/${id}`).expect(404)
    await ana.post(`/desk/bulk/${id}/undo`).expect(404)
    await site.visitor().post('/desk/bulk').type('form').send({ act: 'priority:4', ticket: '1' }).expect(303)
    expect(await columnOf('priority', ...few)).toEqual([3, 3, 3])
  })
})

describe('everything that fits', () => {
  test('is counted before it is done, and is more than the page shows', async () => {
    const tickets: MadeTicket[] = []
    for (let n = 0; n < 60; n++) tickets.push(await makeTicket(site.house, { kind: 'idea', tags: ['flood'] }))
    const other = await makeTicket(site.house, { kind: 'idea' })
    const given = { act: 'priority:1', all: '1', in: 'view=open&tag=flood' }
    const asked = await mira.post('/desk/bulk').type('form').send(given).expect(200)
    expect(asked.text).toContain('For all 60 tickets that fit')
    expect(asked.text).toContain('and 52 more')
    expect(await columnOf('priority', ...tickets)).toEqual(tickets.map(() => 2))
    const answer = await mira
      .post('/desk/bulk')
      .type('form')
      .send({ ...given, sure: '1' })
      .expect(303)
    const id = Number(/bulk[=/](\d+)$/.exec(answer.headers.location ?? '')?.[1])
    await settled(id)
    expect(await columnOf('priority', ...tickets)).toEqual(tickets.map(() => 1))
    expect(await columnOf('priority', other)).toEqual([2])
  })

  test('is nothing when a filter is broken', async () => {
    const ticket = await makeTicket(site.house)
    const given = { act: 'priority:1', all: '1', in: 'view=open&category=99999', sure: '1' }
    const answer = await mira.post('/desk/bulk').type('form').send(given).expect(303)
    expect(answer.headers.location).toContain('bulk=none')
    expect(await columnOf('priority', ticket)).toEqual([2])
  })
})

async function settled(id: number): Promise<void> {
  for (let n = 0; n < 200; n++) {
    const row = await site.house.db
      .selectFrom('bulk_acts')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    if (row.state !== 'running' && row.state !== 'undoing') return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it did not end')
}

describe('a process that dies in the middle', () => {
  const acts = (): BulkAct[] => deskBulkActs(site.house)
  const begin = (ticketIds: number[]) =>
    site.house.db
      .transaction()
      .execute((trx) =>
        startRun(trx, mira.made.id, { act: 'priority', params: { priority: 4 }, told: 'x', spot: '', ticketIds }),
      )

  test('leaves nothing twice and nothing out: whoever comes next goes on from where it stood', async () => {
    const tickets = [await makeTicket(site.house), await makeTicket(site.house), await makeTicket(site.house)]
    const id = await begin(tickets.map((ticket) => ticket.id))
    // The second ticket kills it: what its chunk had done is as if it had not been.
    let killed = false
    const [priority] = acts().filter(({ name }) => name === 'priority') as [BulkAct]
    const dying: BulkAct = {
      ...priority,
      async run(trx, ticket, params, by) {
        if (ticket.id === tickets[1]?.id && !killed) {
          killed = true
          throw new Error('power cut')
        }
        await priority.run(trx, ticket, params, by)
      },
    }
    const work = async () => {
      let more = true
      while (more) more = await site.house.db.transaction().execute((trx) => goOn(trx, [dying], id))
    }
    await expect(work()).rejects.toThrow('power cut')
    expect((await columnOf('priority', ...tickets)).slice(1)).toEqual([2, 2])
    await goOnWithBulk(site.house, acts())
    expect(await columnOf('priority', ...tickets)).toEqual([4, 4, 4])
    for (const ticket of tickets) {
      expect((await typesOf(ticket)).filter((type) => type === 'prioritised')).toHaveLength(1)
    }
    const undos = await site.house.db.selectFrom('undos').select('id').where('bulk_id', '=', id).execute()
    expect(undos).toHaveLength(3)
  })

  test('goes past a ticket that a colleague has merged since: it is named, and the others are done', async () => {
    const [gone, stays, other] = [
      await makeTicket(site.house),
      await makeTicket(site.house),
      await makeTicket(site.house),
    ]
    const id = await begin([gone.id, other.id])
    await mira
      .post(`/desk/tickets/${gone.id}/merge`)
      .type('form')
      .send({ into: String(stays.id), reach: 'narrow' })
      .expect(303)
    await goOnWithBulk(site.house, acts())
    expect(await columnOf('priority', stays, other)).toEqual([2, 4])
    const { text } = await mira.get(`/desk/bulk/${id}`).expect(200)
    expect(text).toContain('One was left as it was.')
    expect(text).toContain(`is a part of ticket ${stays.id} by now`)
  })

  test('is not gone on with for somebody who has left the team', async () => {
    const left = await makeStaff(site.house)
    const ticket = await makeTicket(site.house)
    const id = await site.house.db.transaction().execute((trx) =>
      startRun(trx, left.id, {
        act: 'priority',
        params: { priority: 4 },
        told: 'x',
        spot: '',
        ticketIds: [ticket.id],
      }),
    )
    await site.house.db.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', left.id).execute()
    await goOnWithBulk(site.house, acts())
    expect(await columnOf('priority', ticket)).toEqual([2])
    const row = await site.house.db
      .selectFrom('bulk_acts')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(row.state).toBe('stopped')
  })

  test('can be stopped; what is done stays and is taken back as one', async () => {
    const tickets = [await makeTicket(site.house), await makeTicket(site.house)]
    await makeReply(site.house, tickets[0] as MadeTicket)
    const before = await rowsOf(...tickets)
    const id = await begin(tickets.map((ticket) => ticket.id))
    await mira.post(`/desk/bulk/${id}/stop`).expect(303)
    expect((await mira.get(`/desk/bulk/${id}`).expect(200)).text).toContain('Stopped')
    await goOnWithBulk(site.house, acts())
    expect(await rowsOf(...tickets)).toEqual(before)
  })
})

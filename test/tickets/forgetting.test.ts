import { afterAll, beforeAll, expect, test } from 'vitest'
import { forgetRemoved, forgetSenders } from '../../src/tickets/forgetting/jobs.ts'
import { makeReply, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3600_000)

test('where a post came from is forgotten after the admin’s days', async () => {
  const { db } = site.house
  const old = await makeTicket(site.house, { title: 'Old one' })
  const young = await makeTicket(site.house, { title: 'Young one' })
  await db
    .updateTable('tickets')
    .set({ sender_hash: Buffer.from('x'), created_at: daysAgo(31) })
    .where('id', '=', old.id)
    .execute()
  await db
    .updateTable('tickets')
    .set({ sender_hash: Buffer.from('x'), created_at: daysAgo(29) })
    .where('id', '=', young.id)
    .execute()
  await forgetSenders(db, { senderDays: 30 })
  const rows = await db
    .selectFrom('tickets')
    .select(['id', 'sender_hash'])
    .where('id', 'in', [old.id, young.id])
    .orderBy('id')
    .execute()
  expect(rows.map(({ sender_hash }) => sender_hash !== null)).toEqual([false, true])
})

test('a ticket removed long ago loses its words, and its address goes on saying that something was there', async () => {
  const { db } = site.house
  const ticket = await makeTicket(site.house, { title: 'Forgettable', source: 'canaryword' })
  await makeReply(site.house, ticket, { source: 'canaryword too' })
  await db
    .insertInto('incidents')
    .values({ ticket_id: ticket.id, headline: 'canaryword', since: daysAgo(99) })
    .execute()
  const channel_url = 'https://social.example/canaryword'
  await db
    .updateTable('tickets')
    .set({ removed_at: daysAgo(91), removed_why: 'withdrawn', was_public: true, channel_url })
    .where('id', '=', ticket.id)
    .execute()
  expect(await forgetRemoved(db, { removedDays: 0 })).toBe(0)
  expect(await forgetRemoved(db, { removedDays: 90 })).toBe(1)
  expect(await forgetRemoved(db, { removedDays: 90 })).toBe(0)
  const row = await db.selectFrom('tickets').selectAll().where('id', '=', ticket.id).executeTakeFirstOrThrow()
  expect(JSON.stringify(row)).not.toMatch(/canaryword|Forgettable/)
  for (const table of ['replies', 'incidents'] as const) {
    expect(await db.selectFrom(table).select('ticket_id').where('ticket_id', '=', ticket.id).execute()).toEqual([])
  }
  await site.visitor().get(`/tickets/${ticket.id}`).expect(410)
})

test('what became part of a removed ticket loses its words with it', async () => {
  const { db } = site.house
  const whole = await makeTicket(site.house, { columns: { removed_at: daysAgo(91), removed_why: 'deleted' } })
  const part = await makeTicket(site.house, { source: 'canaryword', columns: { merged_into: whole.id } })
  const other = await makeTicket(site.house, { columns: { merged_into: (await makeTicket(site.house)).id } })
  await forgetRemoved(db, { removedDays: 90 })
  const rows = await db
    .selectFrom('tickets')
    .select('source')
    .where('id', 'in', [part.id, other.id])
    .orderBy('id')
    .execute()
  expect(rows.map(({ source }) => source !== '')).toEqual([false, true])
})

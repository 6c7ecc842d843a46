import { afterAll, beforeAll, expect, test } from 'vitest'
import { mayStillRead } from '../../src/tickets/still-readable.ts'
import { makePerson, makeReply, makeStaff, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site

beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const may = (type: 'ticket' | 'reply', id: number, readerId: number) =>
  mayStillRead(site.house.db, { type, id, readerId })

test('a notice of a private ticket is for its requester and staff alone, at the moment it is sent', async () => {
  const { db } = site.house
  const [requester, stranger, agent] = [
    await makePerson(site.house),
    await makePerson(site.house),
    await makeStaff(site.house),
  ]
  const ticket = await makeTicket(site.house, { visibility: 'private', requesterId: requester })
  expect(await may('ticket', ticket.id, requester)).toBe(true)
  expect(await may('ticket', ticket.id, agent.personId)).toBe(true)
  expect(await may('ticket', ticket.id, stranger)).toBe(false)
  expect(await may('ticket', ticket.id, 999_999)).toBe(false)
  expect(await may('ticket', 999_999, agent.personId)).toBe(false)
  await db.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', agent.id).execute()
  expect(await may('ticket', ticket.id, agent.personId)).toBe(false)
  await db.updateTable('tickets').set({ removed_at: new Date() }).where('id', '=', ticket.id).execute()
  expect(await may('ticket', ticket.id, requester)).toBe(false)
})

test('a note is for staff, and a reply that was taken away is for nobody', async () => {
  const { db } = site.house
  const [requester, agent] = [await makePerson(site.house), await makeStaff(site.house)]
  const ticket = await makeTicket(site.house, { requesterId: requester })
  const note = await makeReply(site.house, ticket, { staff: agent, audience: 'note' })
  const reply = await makeReply(site.house, ticket, { staff: agent })
  expect(await may('reply', note.id, requester)).toBe(false)
  expect(await may('reply', note.id, agent.personId)).toBe(true)
  expect(await may('reply', reply.id, requester)).toBe(true)
  await db.updateTable('tickets').set({ visibility: 'private' }).where('id', '=', ticket.id).execute()
  expect(await may('reply', reply.id, await makePerson(site.house))).toBe(false)
  await db.updateTable('replies').set({ removed_at: new Date() }).where('id', '=', reply.id).execute()
  expect(await may('reply', reply.id, requester)).toBe(false)
})

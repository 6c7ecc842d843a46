import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { remindAndClose } from '../../src/tickets/waiting/jobs.ts'
import { makePerson, makeReply, makeStaff, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'
import { actOn, eventsOf, rowOf, type Staff } from './desk-acts.ts'

let site: Site
let admin: Staff

const DAY = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY)
const inDays = (days: number) => new Date(Date.now() + days * DAY)
const RULE = {
  customer_on: '1',
  customer_first: '3',
  customer_again: '7',
  customer_close: '14',
  third_on: '1',
  third_first: '5',
  third_again: '7',
}
const save = (fields: Record<string, string>) => admin.post('/desk/settings/waiting').type('form').send(fields)
const statusKey = async (ticket: { id: number }) =>
  site.house.taxonomy.now.statuses.get((await rowOf(site, ticket)).status_id)?.message_key
const mailsOf = async (name: string) => {
  const rows = await site.house.db.selectFrom('outbox').select('message').execute()
  return rows.map(({ message }) => message as Record<string, unknown>).filter((message) => message.name === name)
}
const reminders = async (ticket: { id: number }) =>
  (await eventsOf(site, ticket)).filter(({ type }) => type === 'reminded').map(({ data }) => data)
const put = (ticket: { id: number }, key: string) => {
  const status = site.house.taxonomy.now.byKind.question.find(({ message_key }) => message_key === key)
  return actOn(admin, ticket, 'status', { status: String(status?.id) }).expect(303)
}

beforeAll(async () => {
  site = await openSite()
  admin = await site.staff('admin')
})
afterAll(() => site.close())

describe('a ticket that waits', () => {
  test('has statuses for the customer and for somebody else, both of which stop its clock', async () => {
    const ticket = await makeTicket(site.house)
    expect((await rowOf(site, ticket)).first_reply_due_at).not.toBeNull()
    await put(ticket, 'waiting_for_third_party')
    const row = await rowOf(site, ticket)
    expect([row.phase, row.waiting_since, row.first_reply_due_at]).toEqual(['waiting', null, null])
    expect((await site.visitor().get(ticket.url)).text).toContain('Waiting for somebody else')
  })

  test('is left in peace as long as the admin has not switched reminders on', async () => {
    const ticket = await makeTicket(site.house, { status: 'waiting_for_you', createdAt: daysAgo(40) })
    await remindAndClose(site.house)
    expect(await eventsOf(site, ticket)).toEqual([])
  })
})

describe('with reminders on', () => {
  beforeAll(async () => {
    await save(RULE).expect(303)
  })

  test('what has waited for years is not reminded of at once', async () => {
    const ticket = await makeTicket(site.house, { status: 'waiting_for_you', createdAt: daysAgo(400) })
    await remindAndClose(site.house)
    await remindAndClose(site.house, inDays(2))
    expect(await reminders(ticket)).toEqual([])
    await remindAndClose(site.house, inDays(3.1))
    expect(await reminders(ticket)).toEqual([{ whom: 'customer', nth: 1 }])
  })

  test('the customer is reminded once, then again, then finds it closed with a reason and opens it again', async () => {
    const known = await site.known()
    await site.house.db
      .updateTable('people')
      .set({ email: 'olga@example.org', language: 'ru' })
      .where('id', '=', known.personId)
      .execute()
    const ticket = await makeTicket(site.house, { requesterId: known.personId, language: 'ru' })
    await put(ticket, 'waiting_for_you')
    const at = async (days: number) => {
      await remindAndClose(site.house, inDays(days))
      await remindAndClose(site.house, inDays(days))
    }
    await at(2.9)
    expect(await reminders(ticket)).toEqual([])
    await at(3.1)
    await at(10)
    expect(await reminders(ticket)).toHaveLength(1)
    const unchanged = (await rowOf(site, ticket)).changed_at
    await at(10.2)
    expect(await reminders(ticket)).toEqual([
      { whom: 'customer', nth: 1 },
      { whom: 'customer', nth: 2 },
    ])
    // Strangers see nothing of it.
    expect((await rowOf(site, ticket)).changed_at).toEqual(unchanged)
    expect(await mailsOf('ticket_reminded')).toContainEqual(
      expect.objectContaining({ to: 'olga@example.org', language: 'ru' }),
    )
    await at(24)
    expect(await statusKey(ticket)).toBe('waiting_for_you')
    await at(24.3)
    expect(await statusKey(ticket)).toBe('closed')
    expect(await mailsOf('ticket_closed')).toContainEqual(expect.objectContaining({ to: 'olga@example.org' }))
    const page = (await known.get(ticket.url)).text
    expect(page).toContain('Мы не дождались ответа')
    expect(page).toContain(`action="/tickets/${ticket.id}/reopen"`)
    await known.post(`/tickets/${ticket.id}/reopen`).expect(303)
    const row = await rowOf(site, ticket)
    expect([await statusKey(ticket), row.phase]).toEqual(['new', 'open'])
    expect(row.waiting_since).not.toBeNull()
    expect((await eventsOf(site, ticket)).at(-1)?.type).toBe('reopened')
    // Sent twice it is what it was.
    await known.post(`/tickets/${ticket.id}/reopen`).expect(303)
    expect((await eventsOf(site, ticket)).filter(({ type }) => type === 'reopened')).toHaveLength(1)
  })

  test('an answer of the team begins the wait anew', async () => {
    const ticket = await makeTicket(site.house)
    await put(ticket, 'waiting_for_you')
    await makeReply(site.house, ticket, { staff: admin.made, createdAt: inDays(2) })
    await remindAndClose(site.house, inDays(4))
    expect(await reminders(ticket)).toEqual([])
    await remindAndClose(site.house, inDays(5.1))
    expect(await reminders(ticket)).toHaveLength(1)
  })

  test('for somebody else, who has the ticket is asked to ask there again; it is never closed by itself', async () => {
    const anna = await makeStaff(site.house)
    const ticket = await makeTicket(site.house, { columns: { assignee_id: anna.id }, title: 'The plug-in is slow' })
    await put(ticket, 'waiting_for_third_party')
    for (const days of [5.1, 12.2, 40, 90, 200]) await remindAndClose(site.house, inDays(days))
    expect(await reminders(ticket)).toEqual([
      { whom: 'third_party', nth: 1 },
      { whom: 'third_party', nth: 2 },
    ])
    expect(await mailsOf('staff_third_party')).toContainEqual(
      expect.objectContaining({ toPersonId: anna.personId, link: `/desk/tickets/${ticket.id}` }),
    )
    expect(await statusKey(ticket)).toBe('waiting_for_third_party')
    expect((await admin.get(`/desk/tickets/${ticket.id}`)).text).toContain('Reminded once more to ask the third party')
  })

  test('a guest who was brought in is reminded by their own link, and their word makes it staff’s turn again', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private' })
    const personId = await makePerson(site.house, { name: 'Plug-in author', email: 'author@plug.example' })
    await site.house.db
      .insertInto('ticket_people')
      .values({ ticket_id: ticket.id, person_id: personId, role: 'guest' })
      .execute()
    await put(ticket, 'waiting_for_third_party')
    await remindAndClose(site.house, inDays(5.1))
    const mail = (await mailsOf('guest_reminded')).find(({ to }) => to === 'author@plug.example')
    expect(mail).toBeDefined()
    expect((await mailsOf('ticket_reminded')).some(({ to }) => to === 'author@plug.example')).toBe(false)
    const guest = site.visitor()
    await guest.get(String(mail?.link)).redirects(3).expect(200)
    await guest.post(`/tickets/${ticket.id}/replies`).type('form').send({ text: 'It is mended in 2.1.' }).expect(303)
    const row = await rowOf(site, ticket)
    expect([row.phase, row.waiting_since === null]).toEqual(['open', false])
  })

  test('a problem is closed too, and is not called “not a problem”', async () => {
    const ticket = await makeTicket(site.house, { kind: 'problem', status: 'waiting_for_you' })
    for (const days of [3.1, 10.2, 24.3]) await remindAndClose(site.house, inDays(days))
    expect(await statusKey(ticket)).toBe('closed')
  })
})

test('only whoever asked opens it again, and a thank-you has nothing to open', async () => {
  const ticket = await makeTicket(site.house, { status: 'answered' })
  await site.visitor().post(`/tickets/${ticket.id}/reopen`).expect(403)
  const requesterId = await makePerson(site.house)
  const hidden = await makeTicket(site.house, { status: 'answered', visibility: 'private', requesterId })
  await site.visitor().post(`/tickets/${hidden.id}/reopen`).expect(404)
  const known = await site.known()
  const thanks = await makeTicket(site.house, { kind: 'thanks', requesterId: known.personId })
  await known.post(`/tickets/${thanks.id}/reopen`).expect(303)
  expect(await statusKey(thanks)).toBe('received')
})

test('days that are none come back beside their field, and nothing is saved', async () => {
  const before = site.house.settings.now.waiting
  const answer = await save({ ...RULE, customer_first: '0', third_again: 'soon' }).expect(422)
  expect(answer.text).toContain('Please give whole days')
  expect(answer.text).toContain('value="soon"')
  expect(site.house.settings.now.waiting).toEqual(before)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePerson, makeReply, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'
import { actOn, eventsOf, rowOf, type Staff, undoOn } from './desk-acts.ts'

let site: Site
let mira: Staff

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const page = async (url: string) => (await site.visitor().get(url).expect(200)).text

describe('priority', () => {
  test('is set by hand, told in the history, marked on the desk, and taken back by one click', async () => {
    const ticket = await makeTicket(site.house)
    const before = await rowOf(site, ticket)
    const answer = await actOn(mira, ticket, 'priority', { priority: 'urgent' }).expect(303)
    expect(answer.headers.location).toContain('did=prioritised')
    const now = await rowOf(site, ticket)
    expect(now.priority).toBe(4)
    // What is urgent is due sooner than the rest.
    expect(now.first_reply_due_at?.getTime()).toBeLessThan(before.first_reply_due_at?.getTime() ?? 0)
    const desk = (await mira.get(answer.headers.location ?? '').expect(200)).text
    expect(desk).toContain('Priority: Urgent')
    expect(desk).toMatch(/badge--urgent">Urgent/)
    expect((await mira.get('/desk?view=open')).text).toMatch(/badge--urgent">Urgent/)
    await undoOn(mira, desk).expect(303)
    expect(await rowOf(site, ticket)).toEqual(before)
    expect((await eventsOf(site, ticket)).map(({ type }) => type)).toEqual(['prioritised', 'undone'])
  })

  test('changes no byte of the public page', async () => {
    const ticket = await makeTicket(site.house)
    const before = await page(ticket.url)
    await actOn(mira, ticket, 'priority', { priority: 'low' }).expect(303)
    expect(await page(ticket.url)).toBe(before)
  })

  test('that does not exist is refused beside its field', async () => {
    const ticket = await makeTicket(site.house)
    const answer = await actOn(mira, ticket, 'priority', { priority: 'hurry' }).expect(422)
    expect(answer.text).toContain('f-tool-priority')
    expect((await rowOf(site, ticket)).priority).toBe(2)
  })
})

describe('“we are looking into it”', () => {
  test('is shown to the customer at once, mailed to them, and is no first reply', async () => {
    const requesterId = await makePerson(site.house, { email: 'anna@example.org' })
    const ticket = await makeTicket(site.house, { requesterId })
    await actOn(mira, ticket, 'acknowledge').expect(303)
    expect(await page(ticket.url)).toMatch(new RegExp(`${mira.made.name}</bdi><span>is looking into it`))
    const row = await rowOf(site, ticket)
    expect(row.acknowledged_at).not.toBeNull()
    expect(row.first_reply_at).toBeNull()
    expect(row.waiting_since).not.toBeNull()
    const mails = await site.house.db.selectFrom('outbox').select('message').execute()
    expect(mails.map(({ message }) => message)).toContainEqual(
      expect.objectContaining({ name: 'ticket_acknowledged', to: 'anna@example.org' }),
    )
  })

  test('is said once, and not after the answer', async () => {
    const ticket = await makeTicket(site.house)
    await actOn(mira, ticket, 'acknowledge').expect(303)
    const { acknowledged_at } = await rowOf(site, ticket)
    await actOn(mira, ticket, 'acknowledge').expect(303)
    expect((await rowOf(site, ticket)).acknowledged_at).toEqual(acknowledged_at)
    expect(await eventsOf(site, ticket)).toHaveLength(1)
    const answered = await makeTicket(site.house)
    await makeReply(site.house, answered, { staff: mira.made })
    await actOn(mira, answered, 'acknowledge').expect(303)
    expect((await rowOf(site, answered)).acknowledged_at).toBeNull()
    expect((await mira.get(`/desk/tickets/${answered.id}`)).text).not.toContain('/acknowledge"')
  })

  test('taken back is not shown any more, and can be said again', async () => {
    const ticket = await makeTicket(site.house)
    const before = await rowOf(site, ticket)
    const did = await actOn(mira, ticket, 'acknowledge').expect(303)
    const desk = (await mira.get(did.headers.location ?? '')).text
    await undoOn(mira, desk).expect(303)
    expect({ ...(await rowOf(site, ticket)), changed_at: 0 }).toEqual({ ...before, changed_at: 0 })
    expect(await page(ticket.url)).not.toContain('is looking into it')
    await actOn(mira, ticket, 'acknowledge').expect(303)
    expect((await page(ticket.url)).split('is looking into it')).toHaveLength(2)
  })
})

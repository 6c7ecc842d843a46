import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instantOf, readWallTime, wallTimeAt } from '../../src/text/wall-clock.ts'
import { wakeTime } from '../../src/tickets/snoozing/rules.ts'
import { wakeDue } from '../../src/tickets/waking.ts'
import { makeTicket } from '../support/make.ts'
import type { Site } from '../support/site.ts'
import { asked, eventsOf, openSiteOfMany, ticketRow } from './posting.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSiteOfMany()
  mira = await site.staff()
})
afterAll(() => site.close())

const snooze = (id: number, fields: Record<string, string>) =>
  mira.post(`/desk/tickets/${id}/snooze`).type('form').send(fields)
const stands = async (id: number, view: string) =>
  (await mira.get(`/desk?view=${view}`).expect(200)).text.includes(`href="/desk/tickets/${id}?`) ||
  (await mira.get(`/desk?view=${view}`).expect(200)).text.includes(`href="/desk/tickets/${id}"`)
const undoIn = (text: string) => /action="(\/desk\/undos\/\d+)"/.exec(text)?.[1] ?? ''

describe('a ticket that is put off', () => {
  test('leaves every view of work, stands in its own, and comes back as it was by one click', async () => {
    const ticket = await makeTicket(site.house)
    const before = await ticketRow(site, ticket.id)
    const { headers } = await snooze(ticket.id, { until: 'tomorrow' }).expect(303)
    for (const view of ['unanswered', 'unassigned', 'open']) expect(await stands(ticket.id, view), view).toBe(false)
    expect(await stands(ticket.id, 'snoozed')).toBe(true)
    expect((await mira.get('/desk?view=snoozed')).text).toContain('Put off until')
    const { text } = await mira.get(headers.location ?? '').expect(200)
    expect(text).toContain('Put off until')
    await mira
      .post(undoIn(text))
      .type('form')
      .send({ ticket: String(ticket.id) })
      .expect(303)
    expect(await ticketRow(site, ticket.id)).toEqual(before)
    expect(await stands(ticket.id, 'unanswered')).toBe(true)
    expect(await eventsOf(site, ticket.id)).toEqual(['snoozed', 'undone'])
  })

  test('leads on to what stood after it, not back to the top', async () => {
    const [, second, third] = await Promise.all([2, 3, 4].map(() => makeTicket(site.house, { tags: ['in-a-row'] })))
    const { headers } = await snooze(second?.id ?? 0, { until: 'hours', in: 'tag=in-a-row' }).expect(303)
    const { text } = await mira.get(headers.location ?? '').expect(200)
    expect(text).toMatch(new RegExp(`rel="next" href="/desk/tickets/${third?.id}\\?`))
  })

  test('wakes when its time has come, once, whoever looks at the clock', async () => {
    const due = await makeTicket(site.house)
    const later = await makeTicket(site.house)
    for (const { id } of [due, later]) await snooze(id, { until: 'hours' }).expect(303)
    await site.house.db
      .updateTable('tickets')
      .set({ snoozed_until: new Date(Date.now() - 1000) })
      .where('id', '=', due.id)
      .execute()
    expect(await wakeDue(site.house.db)).toBe(1)
    expect(await wakeDue(site.house.db)).toBe(0)
    expect(await stands(due.id, 'unanswered')).toBe(true)
    expect(await stands(later.id, 'snoozed')).toBe(true)
    expect(await eventsOf(site, due.id)).toEqual(['snoozed', 'woken'])
  })

  test('wakes at once when the customer writes, but not for a thank-you', async () => {
    const { id, browser } = await asked(site)
    await snooze(id, { until: 'reply' }).expect(303)
    await browser.post(`/tickets/${id}/replies`).type('form').send({ text: 'Thank you!' }).expect(303)
    expect((await ticketRow(site, id)).snoozed_at).toBeInstanceOf(Date)
    const words = 'It happens on the second Tuesday too, now that I look.'
    await browser.post(`/tickets/${id}/replies`).type('form').send({ text: words }).expect(303)
    expect((await ticketRow(site, id)).snoozed_at).toBeNull()
    expect(await eventsOf(site, id)).toContain('woken')
  })

  test('is taken up again by hand, and shows nothing of it to strangers', async () => {
    const ticket = await makeTicket(site.house)
    const stranger = () => site.visitor().get(ticket.url).expect(200)
    const { text, headers } = await stranger()
    await snooze(ticket.id, { until: 'monday' }).expect(303)
    const during = await stranger()
    expect(during.text).toBe(text)
    expect(during.headers['last-modified']).toBe(headers['last-modified'])
    await mira.post(`/desk/tickets/${ticket.id}/wake`).expect(303)
    expect((await stranger()).text).toBe(text)
    expect((await ticketRow(site, ticket.id)).snoozed_at).toBeNull()
  })

  test.each([
    ['yesterday', { until: 'at', at: '2020-01-01T10:00' }],
    ['no time at all', { until: 'at', at: 'soon' }],
    ['a day that is none', { until: 'at', at: '2027-02-30T10:00' }],
    ['a hundred years on', { until: 'at', at: '2126-01-01T10:00' }],
  ])('is not put off until %s: the page says so beside the field', async (_, fields) => {
    const ticket = await makeTicket(site.house)
    const { text } = await snooze(ticket.id, fields).expect(422)
    expect(text).toContain('Please choose a time ahead')
    expect(text).toContain('id="f-tool-at-error"')
    expect((await ticketRow(site, ticket.id)).snoozed_at).toBeNull()
  })
})

describe('times on the wall', () => {
  const zone = 'Europe/Berlin'

  test('tomorrow at nine is nine, on the days the clocks change too', () => {
    const spring = new Date('2027-03-27T20:00:00Z')
    const autumn = new Date('2027-10-30T20:00:00Z')
    expect(wakeTime('tomorrow', undefined, zone, spring)?.toISOString()).toBe('2027-03-28T07:00:00.000Z')
    expect(wakeTime('tomorrow', undefined, zone, autumn)?.toISOString()).toBe('2027-10-31T08:00:00.000Z')
  })

  test('Monday is the next one, over the end of a month and a year', () => {
    expect(wakeTime('monday', undefined, zone, new Date('2026-12-28T10:00:00Z'))?.toISOString()).toBe(
      '2027-01-04T08:00:00.000Z',
    )
    expect(wakeTime('monday', undefined, zone, new Date('2026-12-27T10:00:00Z'))?.toISOString()).toBe(
      '2026-12-28T08:00:00.000Z',
    )
  })

  test('an hour that the clocks leave out is the one after it', () => {
    const wall = readWallTime('2027-03-28T02:30')
    if (!wall) throw new Error('not read')
    expect(wallTimeAt(instantOf(wall, zone), zone)).toMatchObject({ day: 28, hour: 3, minute: 30 })
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readMentions } from '../../src/tickets/mentions.ts'
import { type MadeTicket, makeReply, makeStaff, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'
import { eventsOf, ticketRow } from './posting.ts'

type Agent = Awaited<ReturnType<Site['staff']>>
let site: Site
let mira: Agent
let jonas: Agent

beforeAll(async () => {
  site = await openSite()
  mira = await site.signedIn(await makeStaff(site.house, { name: 'Mira Novak' }))
  jonas = await site.signedIn(await makeStaff(site.house, { name: 'Jonas Weber' }))
})
afterAll(() => site.close())

const write = (ticket: MadeTicket, mode: string, text: string, who = mira) =>
  who.post(`/desk/tickets/${ticket.id}/replies`).field({ mode, text }).expect(303)
const meant = async (ticket: MadeTicket, who = jonas) =>
  (await who.get('/desk?view=mentions').expect(200)).text.includes(`/desk/tickets/${ticket.id}?`)
const undoIn = (text: string) => /action="(\/desk\/undos\/\d+)"/.exec(text)?.[1] ?? ''

describe('a colleague called by name in a note', () => {
  test('finds the ticket in a view of their own until they have written on it', async () => {
    const ticket = await makeTicket(site.house)
    await write(ticket, 'note', '@Jonas Weber do you know this bell?')
    expect(await meant(ticket)).toBe(true)
    expect(await meant(ticket, mira)).toBe(false)
    const page = await jonas.get(`/desk/tickets/${ticket.id}`).expect(200)
    expect(page.text).toContain('\u2068Mira Novak\u2069 wants a word of yours.')
    expect((await mira.get(`/desk/tickets/${ticket.id}`)).text).not.toContain('wants a word of yours')
    await write(ticket, 'note', 'I do: it is the small one.', jonas)
    expect(await meant(ticket)).toBe(false)
    expect(await eventsOf(site, ticket.id)).toEqual(['noted', 'mentioned', 'noted'])
  })

  test('may say that they have seen it, and take that back', async () => {
    const ticket = await makeTicket(site.house)
    await write(ticket, 'note', 'For you to know, @jonas.')
    const { headers } = await jonas.post(`/desk/tickets/${ticket.id}/settle`).expect(303)
    expect(await meant(ticket)).toBe(false)
    const { text } = await jonas.get(headers.location ?? '').expect(200)
    await jonas
      .post(undoIn(text))
      .type('form')
      .send({ ticket: String(ticket.id) })
      .expect(303)
    expect(await meant(ticket)).toBe(true)
  })

  test('is called in notes alone: a customer’s reader is never told who else is asked', async () => {
    const ticket = await makeTicket(site.house)
    await write(ticket, 'public', 'Write to @Jonas Weber, he knows.')
    expect(await meant(ticket)).toBe(false)
  })

  test('is called no more when the note is removed', async () => {
    const ticket = await makeTicket(site.house)
    await write(ticket, 'note', '@Jonas look here')
    await site.house.db
      .updateTable('replies')
      .set({ removed_at: new Date() })
      .where('ticket_id', '=', ticket.id)
      .execute()
    expect(await meant(ticket)).toBe(false)
  })

  test('who has left the team is called by nobody', async () => {
    const gone = await makeStaff(site.house, { name: 'Old Colleague' })
    await site.house.db.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', gone.id).execute()
    const ticket = await makeTicket(site.house)
    await write(ticket, 'note', '@Old Colleague do you remember?')
    expect(await eventsOf(site, ticket.id)).toEqual(['noted'])
  })
})

describe('a name after @', () => {
  const team = [
    { id: 1, name: 'Anna Berg' },
    { id: 2, name: 'Ann Lee' },
    { id: 3, name: 'Anna Berger' },
    { id: 4, name: 'Олена Коваль' },
    { id: 5, name: 'سارة حداد' },
  ]
  test.each([
    ['@Ann Lee, please', [2]],
    ['@ann please', [2]],
    ['@Anna please', []],
    ['@Anna Berger please', [3]],
    ['@Anna Berg, @Олена!', [1, 4]],
    ['@سارة من فضلك', [5]],
    ['mail ann@example.org', []],
    ['@Annabel', []],
    ['@ Ann Lee', []],
  ])('%s', (text, ids) => {
    expect(readMentions(text, team)).toEqual(ids)
  })
})

describe('a thank-you', () => {
  test('is passed on to whom it is for, who sees by whom; one click takes it back', async () => {
    const ticket = await makeTicket(site.house, { kind: 'thanks', title: 'Thanks to whoever fixed the bell' })
    const before = await ticketRow(site, ticket.id)
    const passOn = (to: number) =>
      mira
        .post(`/desk/tickets/${ticket.id}/pass-on`)
        .type('form')
        .send({ to: String(to) })
    const { headers } = await passOn(jonas.made.id).expect(303)
    expect(await meant(ticket)).toBe(true)
    expect((await ticketRow(site, ticket.id)).assignee_id).toBe(jonas.made.id)
    const seen = await jonas.get(`/desk/tickets/${ticket.id}`).expect(200)
    expect(seen.text).toContain('passes this thank-you on to you')
    const { text } = await mira.get(headers.location ?? '').expect(200)
    expect(text).toContain('Passed on to \u2068Jonas Weber\u2069')
    await mira
      .post(undoIn(text))
      .type('form')
      .send({ ticket: String(ticket.id) })
      .expect(303)
    expect(await ticketRow(site, ticket.id)).toEqual(before)
    expect(await meant(ticket)).toBe(false)
    await passOn(99_999).expect(422)
  })

  test('only is passed on from its own page: no other ticket offers it', async () => {
    const thanks = await makeTicket(site.house, { kind: 'thanks' })
    const question = await makeTicket(site.house)
    await makeReply(site.house, question)
    expect((await mira.get(`/desk/tickets/${thanks.id}`)).text).toContain('/pass-on"')
    expect((await mira.get(`/desk/tickets/${question.id}`)).text).not.toContain('/pass-on"')
  })
})

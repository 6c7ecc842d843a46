import { afterAll, beforeAll, expect, test } from 'vitest'
import { rememberLink } from '../../src/people/secret-links.ts'
import { makeTicket, makeTickets } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

test('a browser without a key is told what will stand here, at no cost to the database', async () => {
  await makeTicket(site.house, { title: 'Of somebody else' })
  const { text, headers } = await site.visitor().get('/my').expect(200)
  expect(text).toContain('You have not asked anything here yet')
  expect(text).not.toContain('Of somebody else')
  expect(text).not.toContain('/my/carry')
  expect(headers['x-robots-tag']).toBe('noindex')
})

test('shows what this browser asked, private and held too, each with its state, and how to take it along', async () => {
  const me = await site.known()
  const other = await site.known()
  await makeTicket(site.house, { title: 'Open', requesterId: me.personId })
  await makeTicket(site.house, { title: 'Secret', requesterId: me.personId, visibility: 'private' })
  await makeTicket(site.house, { title: 'Waiting', requesterId: me.personId, review_state: 'held' })
  await makeTicket(site.house, { title: 'Gone', requesterId: me.personId, columns: { removed_at: new Date() } })
  await makeTicket(site.house, { title: 'Of the other', requesterId: other.personId, visibility: 'private' })
  const { text, headers } = await me.get('/my').expect(200)
  for (const title of ['Open', 'Secret', 'Waiting']) expect(text).toContain(`>${title}</a>`)
  expect(text).toContain('badge--private')
  expect(text).toContain('Others can read it after one of us has had a look.')
  expect(text).not.toMatch(/Gone|Of the other/)
  expect(text).toContain('action="/my/carry"')
  expect(headers['cache-control']).toBe('private, no-store')
})

test('shows a ticket opened by its secret link until the link is renewed', async () => {
  const ticket = await makeTicket(site.house, { title: 'By its link', visibility: 'private' })
  const cookie = `earshot_links=${rememberLink(site.house.secret, [], { id: ticket.id, version: 1 })}`
  expect((await site.visitor().get('/my').set('cookie', cookie)).text).toContain('By its link')
  await site.house.db.updateTable('tickets').set({ link_version: 2 }).where('id', '=', ticket.id).execute()
  expect((await site.visitor().get('/my').set('cookie', cookie)).text).not.toContain('By its link')
})

test('shows staff their own tickets and not the whole desk', async () => {
  const agent = await site.staff()
  await makeTicket(site.house, { title: 'Private of a customer', visibility: 'private' })
  await makeTicket(site.house, {
    title: 'Asked by staff',
    requesterId: agent.made.personId,
    columns: { by_staff: true },
  })
  const { text } = await agent.get('/my').expect(200)
  expect(text).toContain('Asked by staff')
  expect(text).not.toContain('Private of a customer')
  expect(text).not.toContain('/my/carry')
})

test('goes on by pages of fifty', async () => {
  const me = await site.known()
  const ids = await makeTickets(site.house, 60, (n) => ({ title: `mine ${n}` }))
  const { personId: person_id } = me
  await site.house.db
    .insertInto('ticket_people')
    .values(ids.map((ticket_id) => ({ ticket_id, person_id, role: 'requester' as const })))
    .execute()
  const first = await me.get('/my')
  const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1] as string
  const second = await me.get(next).expect(200)
  const count = (html: string) => html.match(/>mine \d+<\/a>/g)?.length
  expect([count(first.text), count(second.text)]).toEqual([50, 10])
})

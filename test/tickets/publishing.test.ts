import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkToken } from '../../src/people/secret-links.ts'
import { makeReply, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const post = (path: string, fields: Record<string, string> = {}) => mira.post(path).type('form').send(fields)
const seenOn = (page: string) => /name="seen" value="([^"]+)"/.exec(page)?.[1] ?? ''
const rowOf = (ticket: { id: number }) =>
  site.house.db.selectFrom('tickets').selectAll().where('id', '=', ticket.id).executeTakeFirstOrThrow()
const eventsOf = async (ticket: { id: number }) =>
  (
    await site.house.db.selectFrom('events').select('type').where('ticket_id', '=', ticket.id).orderBy('id').execute()
  ).map(({ type }) => type)

describe('making a ticket private', () => {
  test('shuts strangers out at once, everywhere, as from a number that does not exist', async () => {
    const known = await site.known()
    const ticket = await makeTicket(site.house, { source: 'A pelican of mine.', requesterId: known.personId })
    const { text } = await mira.get(`/desk/tickets/${ticket.id}/visibility`).expect(200)
    expect(text).toContain('the same answer as for a number that does not exist')
    await site.visitor().get(ticket.url).expect(200)
    await post(`/desk/tickets/${ticket.id}/visibility`, { to: 'private' }).expect(303)
    const gone = await site.visitor().get(ticket.url).expect(404)
    expect(gone.headers['cache-control']).toContain('no-store')
    expect(gone.text).not.toContain('pelican')
    for (const url of ['/tickets', '/search?q=pelican']) {
      expect((await site.visitor().get(url)).text).not.toContain('A pelican of mine')
    }
    expect((await known.get(ticket.url).expect(200)).text).toContain('A pelican of mine')
    expect(await eventsOf(ticket)).toEqual(['visibility_changed'])
  })
})

describe('making a ticket public', () => {
  test('shows first, word for word, what strangers will read, and what stays hidden', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private', source: 'My own words.' })
    await makeReply(site.house, ticket, { staff: mira.made, source: 'Answered for all.' })
    await makeReply(site.house, ticket, { staff: mira.made, audience: 'private', source: 'canary aside' })
    await makeReply(site.house, ticket, { staff: mira.made, audience: 'note', source: 'canary note' })
    const { text } = await mira.get(`/desk/tickets/${ticket.id}/visibility`).expect(200)
    expect(text).toContain('My own words.')
    expect(text).toContain('Answered for all.')
    expect(text).not.toContain('canary')
    expect(text).toContain('2 private replies and notes stay hidden.')
    await site.visitor().get(ticket.url).expect(404)

    await post(`/desk/tickets/${ticket.id}/visibility`, { to: 'public', seen: seenOn(text) }).expect(303)
    const page = (await site.visitor().get(ticket.url).expect(200)).text
    expect(page).toContain('Answered for all.')
    expect(page).not.toContain('canary')
    expect(await rowOf(ticket)).toMatchObject({ was_public: true, review_state: 'approved' })
  })

  test('is not done with words that came in since and that nobody has looked at', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private' })
    await makeReply(site.house, ticket, { byRequester: true, source: 'My neighbour knows nothing of it.' })
    const refused = await post(`/desk/tickets/${ticket.id}/visibility`, { to: 'public' }).expect(409)
    expect(refused.text).toContain('My neighbour knows nothing of it.')
    await site.visitor().get(ticket.url).expect(404)
    const seen = seenOn(refused.text)
    await site.house.db
      .updateTable('replies')
      .set({ source: 'My neighbour Sam does.', html: '<p>My neighbour Sam does.</p>' })
      .where('ticket_id', '=', ticket.id)
      .execute()
    const edited = await post(`/desk/tickets/${ticket.id}/visibility`, { to: 'public', seen }).expect(409)
    expect(edited.text).toContain('My neighbour Sam does.')
    const title = 'Another title than the one that was read'
    await site.house.db.updateTable('tickets').set({ title }).where('id', '=', ticket.id).execute()
    const retitled = await post(`/desk/tickets/${ticket.id}/visibility`, { to: 'public', seen: seenOn(edited.text) })
    expect(retitled.status).toBe(409)
    expect(retitled.text).toContain(title)
    await site.visitor().get(ticket.url).expect(404)
    await post(`/desk/tickets/${ticket.id}/visibility`, { to: 'public', seen: seenOn(retitled.text) }).expect(303)
    await site.visitor().get(ticket.url).redirects(1).expect(200)
  })

  test('counts as a look: a held one is approved with it', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private', review_state: 'held' })
    const { text } = await mira.get(`/desk/tickets/${ticket.id}/visibility`)
    await post(`/desk/tickets/${ticket.id}/visibility`, { to: 'public', seen: seenOn(text) }).expect(303)
    await site.visitor().get(ticket.url).expect(200)
    expect(await eventsOf(ticket)).toEqual(['visibility_changed', 'approved'])
  })
})

describe('a new secret link', () => {
  test('opens the ticket, and the old one opens nothing any more', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private' })
    const before = `/t/${linkToken(site.house.secret, { id: ticket.id, version: 1 })}`
    await site.visitor().get(before).expect(303)
    const answer = await post(`/desk/tickets/${ticket.id}/link`).expect(303)
    const page = (await mira.get(answer.headers.location ?? '').expect(200)).text
    const fresh = `/t/${linkToken(site.house.secret, { id: ticket.id, version: 2 })}`
    expect(page).toContain(`http://earshot.test${fresh}`)
    await site.visitor().get(before).expect(404)
    const visitor = site.visitor()
    await visitor.get(fresh).expect(303)
    await visitor.get(ticket.url).expect(200)
    expect(await eventsOf(ticket)).toEqual(['link_renewed'])
  })
})

describe('whoever is not of the team', () => {
  test('changes neither who may read nor the link, the requester neither', async () => {
    const known = await site.known()
    const ticket = await makeTicket(site.house, { visibility: 'private', requesterId: known.personId })
    const before = await rowOf(ticket)
    for (const browser of [site.visitor(), known]) {
      await browser.get(`/desk/tickets/${ticket.id}/visibility`).expect(303)
      for (const [path, fields] of [
        ['visibility', { to: 'public' }],
        ['link', {}],
      ] as const) {
        const refused = await browser.post(`/desk/tickets/${ticket.id}/${path}`).type('form').send(fields)
        expect([303, 401, 403]).toContain(refused.status)
      }
    }
    expect(await rowOf(ticket)).toEqual(before)
    await post(`/desk/tickets/${ticket.id}/visibility`, { to: 'everybody' }).expect(404)
  })
})

/** What one click does: a vote, thanks, "this solved it". */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveSettings } from '../../src/settings/commands.ts'
import { firstStatus } from '../../src/taxonomy/rules.ts'
import { changeStatus } from '../../src/tickets/commands.ts'
import { formTo } from '../support/html.ts'
import { type MadeStaff, makeReply, makeStaff, makeTicket } from '../support/make.ts'
import type { Browser, Site } from '../support/site.ts'
import { eventsOf, newcomer, openSiteOfMany, ticketRow } from './posting.ts'

let site: Site
let mira: MadeStaff
beforeAll(async () => {
  site = await openSiteOfMany()
  mira = await makeStaff(site.house, { name: 'Mira Novak' })
})
afterAll(() => site.close())

const post = (browser: Browser, path: string, fields: object = {}) => browser.post(path).type('form').send(fields)
const sameAsUnknown = async (path: (id: number) => string, id: number) => {
  const found = await post(newcomer(site), path(id)).expect(404)
  const unknown = await post(newcomer(site), path(999_999)).expect(404)
  const bare = (text: string) => text.replaceAll(/\/tickets\/\d+/g, '')
  expect(bare(found.text)).toBe(bare(unknown.text))
}

describe('a vote', () => {
  const votes = async (id: number) => (await ticketRow(site, id)).vote_count

  test('counts once per browser, and can be taken back', async () => {
    const ticket = await makeTicket(site.house, { votes: 3 })
    const browser = newcomer(site)
    const page = await browser.get(ticket.url)
    expect(page.headers['set-cookie']).toBeUndefined()
    const { action } = formTo(page.text, `/tickets/${ticket.id}/vote`)
    await post(browser, action, { vote: '1' }).expect(303).expect('location', ticket.url)
    await post(browser, action, { vote: '1' }).expect(303)
    expect(await votes(ticket.id)).toBe(4)
    expect((await browser.get(ticket.url)).text).toContain('aria-pressed="true"')
    await post(browser, action, { vote: '0' }).expect(303)
    await post(browser, action, { vote: '0' }).expect(303)
    expect(await votes(ticket.id)).toBe(3)
  })

  test('of several people at once is counted for each of them', async () => {
    const ticket = await makeTicket(site.house)
    await Promise.all([1, 2, 3, 4, 5].map(() => post(newcomer(site), `/tickets/${ticket.id}/vote`, { vote: '1' })))
    expect(await votes(ticket.id)).toBe(5)
  })

  test('changes what a cache has stored, and not the order of the list', async () => {
    const ticket = await makeTicket(site.house, { createdAt: new Date(Date.now() - 86_400_000) })
    const before = await ticketRow(site, ticket.id)
    const etag = (await newcomer(site).get(ticket.url)).headers.etag as string
    await post(newcomer(site), `/tickets/${ticket.id}/vote`, { vote: '1' })
    await newcomer(site).get(ticket.url).set('if-none-match', etag).expect(200)
    const after = await ticketRow(site, ticket.id)
    expect(after.activity_at).toEqual(before.activity_at)
    expect(after.changed_at.getTime()).toBeGreaterThan(before.changed_at.getTime())
  })

  test('is given from one address so often, then refused', async () => {
    const ticket = await makeTicket(site.house)
    const statuses: number[] = []
    for (let n = 0; n < 34; n++) {
      const answer = await post(newcomer(site, '10.254.9.9'), `/tickets/${ticket.id}/vote`, { vote: '1' })
      statuses.push(answer.status)
    }
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(303))
    expect(statuses).toContain(429)
  })

  test('on a private ticket gets a stranger the answer of an unknown number', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private' })
    await sameAsUnknown((id) => `/tickets/${id}/vote`, ticket.id)
    expect(await votes(ticket.id)).toBe(0)
  })

  test('is not to be had while the admin has closed it, but for staff', async () => {
    const ticket = await makeTicket(site.house)
    const set = async (anonymousVotes: boolean) => {
      await site.house.db.transaction().execute((trx) => saveSettings(trx, { anonymousVotes }))
      await site.house.settings.refresh()
    }
    await set(false)
    try {
      expect((await newcomer(site).get(ticket.url)).text).not.toContain(`/tickets/${ticket.id}/vote`)
      await post(newcomer(site), `/tickets/${ticket.id}/vote`, { vote: '1' }).expect(403)
      await post(await site.staff(), `/tickets/${ticket.id}/vote`, { vote: '1' }).expect(303)
    } finally {
      await set(true)
    }
    expect(await votes(ticket.id)).toBe(1)
  })
})

describe('thanks by one click', () => {
  test('are given once, leave the ticket as it stands, and are a line of its history', async () => {
    const known = await site.known()
    const ticket = await makeTicket(site.house, { status: 'answered', requesterId: known.personId })
    await makeReply(site.house, ticket, { staff: mira })
    const { action } = formTo((await known.get(ticket.url)).text, `/tickets/${ticket.id}/thanks`)
    await post(known, action).expect(303)
    await post(known, action).expect(303)
    const row = await ticketRow(site, ticket.id)
    expect(row.thanked_at).not.toBeNull()
    expect(row).toMatchObject({ phase: 'done', waiting_since: null })
    expect(await eventsOf(site, ticket.id)).toEqual(['thanked'])
  })

  test('are the requester’s to give', async () => {
    const ticket = await makeTicket(site.house)
    await post(newcomer(site), `/tickets/${ticket.id}/thanks`).expect(403)
    const secret = await makeTicket(site.house, { visibility: 'private' })
    await sameAsUnknown((id) => `/tickets/${id}/thanks`, secret.id)
  })
})

describe('"this solved it"', () => {
  const solved = (browser: Browser, ticketId: number, replyId: number) =>
    post(browser, `/tickets/${ticketId}/solved`, { reply: String(replyId) })

  test('puts the reply on top and finishes the ticket, once', async () => {
    const known = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: known.personId })
    const first = await makeReply(site.house, ticket, { name: 'Pete', source: 'Turn it off and on.' })
    const second = await makeReply(site.house, ticket, { staff: mira, source: 'Replace the fuse.' })
    await solved(known, ticket.id, first.id).expect(303)
    expect(await ticketRow(site, ticket.id)).toMatchObject({ phase: 'done', solved_by_reply_id: first.id })
    expect(await eventsOf(site, ticket.id)).toEqual(['solved', 'status_changed'])

    await site.house.db.transaction().execute(async (trx) => {
      const row = await ticketRow({ ...site, house: { ...site.house, db: trx } }, ticket.id)
      await changeStatus(trx, row, firstStatus(site.house.taxonomy.now, 'question'), { personId: null, byStaff: true })
    })
    await solved(known, ticket.id, second.id).expect(303)
    expect(await ticketRow(site, ticket.id)).toMatchObject({ phase: 'open', solved_by_reply_id: second.id })
  })

  test('is the requester’s to say, of a reply that every reader of the ticket can read', async () => {
    const known = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: known.personId })
    const open = await makeReply(site.house, ticket)
    const hidden = await makeReply(site.house, ticket, { audience: 'private', staff: mira })
    const note = await makeReply(site.house, ticket, { audience: 'note', staff: mira })
    const elsewhere = await makeReply(site.house, await makeTicket(site.house))
    await solved(newcomer(site), ticket.id, open.id).expect(403)
    for (const { id } of [hidden, note, elsewhere, { id: 999_999 }]) await solved(known, ticket.id, id).expect(404)
    await post(known, `/tickets/${ticket.id}/solved`, { reply: 'x' }).expect(404)
    expect((await ticketRow(site, ticket.id)).solved_by_reply_id).toBeNull()
    const secret = await makeTicket(site.house, { visibility: 'private' })
    await sameAsUnknown((id) => `/tickets/${id}/solved`, secret.id)
  })
})

/** A private or held ticket looks missing on every page made of tickets: see "What never bends", 1. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkToken, rememberLink } from '../../src/people/secret-links.ts'
import { secretLinkPath } from '../../src/people/urls.ts'
import { relate } from '../../src/tickets/relating.ts'
import { type MadeTicket, makeArticle, makeCategory, makeReply, makeStaff, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const UNKNOWN = 1_999_999

/** Headers that say nothing about the ticket. */
function told(headers: Record<string, string>): Record<string, string> {
  const { date: _date, 'content-length': _length, ...rest } = headers
  return rest
}

async function looksMissing(ticket: MadeTicket): Promise<void> {
  for (const address of [
    `${ticket.id}`,
    `${ticket.id}-${ticket.slug}`,
    `${ticket.id}-x`,
    `${ticket.id}?new=1`,
    `${ticket.id}?replies=last`,
  ]) {
    const unknown = await site.visitor().get(`/tickets/${address.replace(String(ticket.id), String(UNKNOWN))}`)
    const answer = await site.visitor().get(`/tickets/${address}`)
    expect(answer.status).toBe(404)
    expect(answer.text).toBe(unknown.text.replaceAll(String(UNKNOWN), String(ticket.id)))
    expect(told(answer.headers)).toEqual(told(unknown.headers))
    expect(answer.headers['cache-control']).toMatch(/no-store/)
    expect(answer.headers.location).toBeUndefined()
  }
}

describe('to a stranger who guesses its number', () => {
  test('a private ticket is a number that does not exist, with its slug and without', async () => {
    await looksMissing(await makeTicket(site.house, { visibility: 'private', title: 'canary secret' }))
  })

  test('so is one that was public and was made private, held, or removed while private', async () => {
    const columns = { was_public: true }
    await looksMissing(await makeTicket(site.house, { visibility: 'private', columns }))
    await looksMissing(await makeTicket(site.house, { review_state: 'held', columns }))
    await looksMissing(
      await makeTicket(site.house, { visibility: 'private', columns: { ...columns, removed_at: new Date() } }),
    )
    const target = await makeTicket(site.house, { visibility: 'private' })
    await looksMissing(await makeTicket(site.house, { columns: { ...columns, merged_into: target.id } }))
  })

  test('to another visitor with a key, and to one with the link of another ticket, it is missing as well', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private' })
    const other = await makeTicket(site.house, { visibility: 'private' })
    await (await site.known()).get(ticket.url).expect(404)
    const links = rememberLink(site.house.secret, [], { id: other.id, version: 1 })
    await site.visitor().get(ticket.url).set('cookie', `earshot_links=${links}`).expect(404)
    const own = rememberLink(site.house.secret, [], { id: ticket.id, version: 1 })
    await site.visitor().get(ticket.url).set('cookie', `earshot_links=${own}`).expect(200)
    const forged = `${own.split('~')[0]}~${links.split('~')[1]}`
    await site.visitor().get(ticket.url).set('cookie', `earshot_links=${forged}`).expect(404)
  })

  test('a public ticket that was removed says 410, for everyone and without a word of it', async () => {
    const removed = { removed_at: new Date(), removed_why: 'withdrawn' as const, was_public: true }
    const ticket = await makeTicket(site.house, { title: 'canary gone', columns: removed })
    const { text, headers } = await site.visitor().get(ticket.url).expect(410)
    expect(text.replaceAll(ticket.url, '')).not.toContain('canary')
    expect(headers['cache-control']).toMatch(/no-store/)
  })
})

describe('on every page of tickets', () => {
  test('not a byte changes by a private ticket, a held one, a private reply or a note', async () => {
    const mira = await makeStaff(site.house)
    const category = await makeCategory(site.house, { slug: 'cat' })
    const shared = { category, tags: ['shared'], title: 'Exporting the yearly report fails' }
    const open = await makeTicket(site.house, { ...shared, votes: 3 })
    const idea = await makeTicket(site.house, { ...shared, kind: 'idea', votes: 2, title: 'Another idea' })
    await makeTicket(site.house, { kind: 'thanks', source: 'Thank you all.' })
    await makeReply(site.house, open, { staff: mira })
    await makeArticle(site.house, { category, answers: [open] })
    await relate(site.house.db, open.id)

    const lists = ['newest', 'activity', 'votes'].map((sort) => `/tickets?sort=${sort}`)
    const filters = [
      'kind=idea',
      'kind=thanks',
      'category=cat',
      'tag=shared',
      'answered=yes',
      'answered=no',
      'status=1',
    ]
    const pages = ['/', '/my', '/thanks', '/categories/cat', '/tags/shared', open.url, idea.url, ...lists]
    const all = [...pages, ...filters.map((filter) => `/tickets?${filter}`)]
    const look = async () => {
      const seen: Record<string, [string, string | undefined]> = {}
      for (const url of all) {
        const { text, headers } = await site.visitor().get(url).expect(200)
        seen[url] = [text, headers['last-modified']]
      }
      return seen
    }

    const before = await look()
    const hidden: MadeTicket[] = []
    for (const kind of ['question', 'idea', 'thanks'] as const) {
      const canary = {
        ...shared,
        kind,
        votes: 99,
        title: 'Exporting the yearly report canary',
        columns: { thanked_at: new Date() },
      }
      hidden.push(await makeTicket(site.house, { ...canary, visibility: 'private' }))
      hidden.push(await makeTicket(site.house, { ...canary, review_state: 'held' }))
    }
    for (const ticket of hidden) {
      await makeReply(site.house, ticket, { staff: mira, official: true })
      await makeArticle(site.house, { state: 'internal', answers: [ticket] })
      await relate(site.house.db, ticket.id)
    }
    await makeReply(site.house, open, { staff: mira, audience: 'private', source: 'canary' })
    await makeReply(site.house, open, { staff: mira, audience: 'note', source: 'canary' })
    await relate(site.house.db, open.id)
    expect(await look()).toEqual(before)
  })

  test('and its secret link stands on no page but its own, for its requester and staff', async () => {
    const me = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: me.personId })
    const link = secretLinkPath(linkToken(site.house.secret, { id: ticket.id, version: 1 }))
    expect((await me.get(`${ticket.url}?new=1`)).text).toContain(link)
    for (const url of [ticket.url, `${ticket.url}?new=1`, '/', '/tickets']) {
      expect((await site.visitor().get(url)).text).not.toContain('/t/')
      expect((await (await site.known()).get(url)).text).not.toContain('/t/')
    }
  })
})

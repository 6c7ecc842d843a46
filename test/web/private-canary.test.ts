/**
 * What is private stays private, over every route there is: hidden things are put into the site and every address is
 * asked for as a stranger would who guesses numbers. A route added later is walked from its first day.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RouteLine } from '../../src/web/route-table.ts'
import { type Hidden, makeHidden, makeOpen, type Open, SECRET } from '../support/canary.ts'
import { makeTicket } from '../support/make.ts'
import { openSite, SITE_URL, type Site } from '../support/site.ts'
import { addressesOf, type Parts } from '../support/walk.ts'

let site: Site
let open: Open
let hidden: Hidden
/** Every page a stranger can reach without guessing, as it was before there was anything to hide. */
let before: Answer[]

beforeAll(async () => {
  site = await openSite({ TRUST_PROXY: 'loopback' })
  open = await makeOpen(site.house)
  before = await askAll(openAddresses())
  hidden = await makeHidden(site.house, open)
})
afterAll(() => site.close())

/** Same number of digits as the hidden ones, and no row has them. */
const UNKNOWN = { ticket: 48999, reply: 58999, article: 68999 }

type Answer = { asked: string; status: number; headers: Record<string, string>; text: string }

let visitors = 0

/** From an address of its own each time, so that no limit of one sender is the answer. */
async function ask(asked: string, cookie = '', body?: Record<string, string>): Promise<Answer> {
  visitors += 1
  const [method = 'GET', path = '/'] = asked.split(' ')
  const answer = await fetch(site.address + path, {
    method,
    redirect: 'manual',
    headers: {
      origin: SITE_URL,
      cookie,
      'accept-language': 'en',
      // Packed, two texts of one length have two lengths.
      'accept-encoding': 'identity',
      'x-forwarded-for': `10.${visitors >> 16}.${(visitors >> 8) & 255}.${visitors & 255}`,
    },
    ...(body && { body: new URLSearchParams(body) }),
  })
  const { date: _, ...headers } = Object.fromEntries(answer.headers)
  return { asked, status: answer.status, headers, text: await answer.text() }
}

async function askAll(addresses: string[], cookie?: string): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const address of addresses) answers.push(await ask(`GET ${address}`, cookie))
  return answers
}

/** Of a browser that has asked something itself. */
async function knownCookie(): Promise<string> {
  const { personId, key } = await site.known()
  await makeTicket(site.house, { requesterId: personId, visibility: 'private', title: 'Something of my own' })
  return `earshot_key=${key}`
}

const routes = (method: 'GET' | 'POST', ...access: string[]): RouteLine[] =>
  site.app.routeTable.filter((route) => route.method === method && access.includes(String(route.access)))

/** Addresses of what everybody may read, with everything a list can be asked for. */
function openAddresses(): string[] {
  const { ticket, article, category, tag } = open
  const lists = ['', '?kind=question', '?answered=no', '?sort=votes', '?category=keys', `?tag=${tag}`, '?q=canary']
  const fixed = routes('GET', 'anyone')
    .map(({ url }) => url)
    // The form carries a new token each time.
    .filter((url) => !/[:*]/.test(url) && url !== '/tickets/new')
  return [
    ...fixed.flatMap((url) => lists.map((list) => url + list)),
    '/suggest?title=A%20canary%20that%20everyone%20may%20hear',
    ticket.url,
    `/kb/${article.id}-${article.slug}`,
    `/categories/${category.slug}`,
    `/tags/${tag}`,
  ]
}

const SEARCHED =
  'q=canary&title=The%20canary%20of%20a%20private%20ticket&tag=hush-tag&status=1&review=held&visibility=private'

/** Plausible parts of an address for somebody who guesses. Secrets nobody can guess (keys, tokens) are not among them. */
function guesses(): Parts {
  const tickets = [...Object.values(hidden.tickets), hidden.removed]
  const articles = Object.values(hidden.articles)
  const numbers = [...tickets, ...articles, ...Object.values(hidden.replies)].map(({ id }) => String(id))
  const tokens = [
    ...hidden.files.map((path) => path.split('/')[2] as string),
    'token',
    `${tickets[0]?.id}-1-aaaaaaaaaaaaaaaaaaaaaa`,
  ]
  return {
    id: [...numbers, String(open.ticket.id), String(open.article.id)],
    address: [...numbers, ...[...tickets, ...articles].map(({ id, slug }) => `${id}-${slug}`)],
    reply: Object.values(hidden.replies).map(({ id }) => String(id)),
    name: [open.category.slug, open.tag, 'hush-tag', 'hush-secret.txt', 'hush-noted.txt', 'hush-internal.txt'],
    token: tokens,
    hash: ['hash'],
    version: ['1'],
    '*': ['style.css', 'app.js', '../../data/files'],
  }
}

/** The answer without what the asker said themselves (a language switch leads back to the address asked for). */
function said({ asked, status, headers, text }: Answer): string {
  const path = asked.split(' ')[1] ?? ''
  const spellings = [path, encodeURIComponent(path), escaped(path), decodeURIComponent(path)]
  return spellings.reduce(
    (whole, spelling) => whole.replaceAll(spelling, '(asked)'),
    `${status}\n${JSON.stringify(headers)}\n${text}`,
  )
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll("'", '&#39;')

describe('no address tells a secret', () => {
  test.each([
    ['a stranger', async () => undefined],
    ['a visitor with a ticket of their own', knownCookie],
  ])(
    'to %s, whatever they guess',
    async (_, make) => {
      const cookie = await make()
      const addresses = routes('GET', 'anyone', 'staff', 'admin').flatMap((route) => addressesOf(route, guesses()))
      const asked = addresses.flatMap((address) => [address, `${address}?${SEARCHED}`])
      const answers = await askAll(asked, cookie)
      expect(answers.length).toBeGreaterThan(200)
      // The query itself holds the words of one tag, which a search box shows again.
      const leaks = answers.filter((answer) => SECRET.test(said(answer).replaceAll('hush-tag', '')))
      expect(leaks.map(({ asked, status }) => `${asked} ${status}`)).toEqual([])
      expect(answers.filter(({ status }) => status >= 500).map(({ asked }) => asked)).toEqual([])
    },
    240_000,
  )
})

describe('a hidden number and an unknown one', () => {
  /** As if it had been asked for the unknown number. */
  const asUnknown = (answer: Answer, number: number, unknown: number): string =>
    `${answer.status}\n${JSON.stringify(answer.headers)}\n${answer.text}`.replaceAll(String(number), String(unknown))

  async function differences(method: 'GET' | 'POST', body?: Record<string, string>, cookie?: string) {
    const found: string[] = []
    const rows = [
      ...Object.entries(hidden.tickets).map(([name, row]) => ({ name, row, unknown: UNKNOWN.ticket })),
      ...Object.entries(hidden.articles).map(([name, row]) => ({ name, row, unknown: UNKNOWN.article })),
    ]
    const numbered = routes(method, 'anyone').filter(({ url }) => /:(id|address)\b/.test(url))
    expect(numbered.length).toBeGreaterThan(1)
    for (const route of numbered) {
      for (const { name, row, unknown } of rows) {
        const partsOf = (id: number): Parts => ({
          ...guesses(),
          id: [String(id)],
          address: [String(id), `${id}-${row.slug}`, `${id}-wrong`],
          reply: [String(hidden.replies['on a private ticket']?.id), String(UNKNOWN.reply)],
        })
        const guessed = addressesOf(route, partsOf(row.id))
        const nowhere = addressesOf(route, partsOf(unknown))
        for (const [at, address] of guessed.entries()) {
          const one = await ask(`${method} ${address}`, cookie, body)
          const other = await ask(`${method} ${nowhere[at]}`, cookie, body)
          if (asUnknown(one, row.id, unknown) !== asUnknown(other, row.id, unknown))
            found.push(`${name}: ${method} ${address}`)
        }
      }
    }
    return found
  }

  test('are answered alike, byte for byte', async () => {
    expect(await differences('GET')).toEqual([])
  }, 120_000)

  test('are answered alike to a visitor with a ticket of their own', async () => {
    expect(await differences('GET', undefined, await knownCookie())).toEqual([])
  }, 120_000)

  test('take every act alike, and the hidden ones are not changed by any', async () => {
    const rows = () => site.house.db.selectFrom('tickets').selectAll().orderBy('id').execute()
    const counts = async () => [
      await site.house.db.selectFrom('replies').select('id').execute(),
      await site.house.db.selectFrom('votes').selectAll().execute(),
      await site.house.db.selectFrom('article_votes').selectAll().execute(),
    ]
    const [tickets, others] = [await rows(), await counts()]
    const reply = String(hidden.replies['on a private ticket']?.id)
    const filled = {
      vote: '1',
      source: 'I have this too, since Monday.',
      text: 'I have this too.',
      title: 'Other words',
      reply,
      email: 'ada@example.org',
      helpful: 'yes',
    }
    expect(await differences('POST', {})).toEqual([])
    expect(await differences('POST', filled)).toEqual([])
    expect(await rows()).toEqual(tickets)
    expect(await counts()).toEqual(others)
  }, 240_000)

  test('are answered 404, without a way on, kept by nobody', async () => {
    for (const [name, { id, slug }] of Object.entries(hidden.tickets)) {
      for (const address of [`/tickets/${id}`, `/tickets/${id}-${slug}`]) {
        const { status, headers } = await ask(`GET ${address}`)
        expect([name, status, headers.location, headers.etag]).toEqual([name, 404, undefined, undefined])
        expect([name, headers['cache-control']]).toEqual([name, expect.stringContaining('no-store')])
      }
    }
  })
})

test('nothing on an open page moves by one byte when something hidden is added', async () => {
  const after = await askAll(openAddresses())
  const moved = after.filter((answer, at) => JSON.stringify(answer) !== JSON.stringify(before[at]))
  expect(moved.map(({ asked }) => asked)).toEqual([])
  expect(after.filter(({ status }) => status === 200).length).toBeGreaterThan(10)
})

test('a public ticket that was removed says that it is gone, and nothing of what it said', async () => {
  const answer = await ask(`GET /tickets/${hidden.removed.id}`)
  expect(answer.status).toBe(410)
  expect(answer.headers['cache-control']).toContain('no-store')
  expect(said(answer)).not.toMatch(SECRET)
})

test('what is hidden is there for staff (so that this walk looks for something that exists)', async () => {
  const staff = await site.staff()
  const page = await staff.get(hidden.tickets.private?.url ?? '')
  expect(page.status).toBe(200)
  expect(page.text).toMatch(SECRET)
})

/** Who may use what, over every route there is. */
import Fastify from 'fastify'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AccessUndeclared, requireAccess } from '../../src/web/access.ts'
import type { RouteLine } from '../../src/web/route-table.ts'
import { formTo } from '../support/html.ts'
import { readAnswer, sendRaw } from '../support/raw.ts'
import { type Browser, openSite, SITE_URL, type Site } from '../support/site.ts'
import { addressesOf } from '../support/walk.ts'

/** One row of each kind is enough: who may enter is asked before anything is looked up. */
const PARTS = {
  id: ['1'],
  address: ['1'],
  name: ['keys'],
  token: ['token'],
  hash: ['hash'],
  reply: ['1'],
  version: ['1'],
  '*': ['app.js'],
}

let site: Site
let routes: RouteLine[]
beforeAll(async () => {
  site = await openSite()
  routes = site.app.routeTable
})
afterAll(() => site.close())

const isLook = ({ method }: RouteLine) => method === 'GET' || method === 'HEAD'

const only = (...access: string[]) => routes.filter((route) => access.includes(String(route.access)))

/** [route, status, Location] of every address of these routes. */
async function walk(wanted: RouteLine[], browser: () => Browser) {
  const answers: [string, number, string | undefined][] = []
  for (const route of wanted) {
    for (const address of addressesOf(route, PARTS)) {
      const method = route.method.toLowerCase() as 'get' | 'post' | 'head'
      const { status, headers } = await browser()[method](address)
      answers.push([`${route.method} ${address}`, status, headers.location])
    }
  }
  return answers
}

test('every route says who may use it', () => {
  expect(routes.length).toBeGreaterThan(20)
  expect(routes.filter(({ access }) => !['anyone', 'staff', 'admin'].includes(String(access)))).toEqual([])
})

test('a route that does not say it stops the start', () => {
  const app = Fastify()
  requireAccess(app)
  expect(() => app.get('/open-to-whom', async () => 'hello')).toThrow(AccessUndeclared)
})

test('all of the desk is for staff, all of its settings for admins', () => {
  const desk = routes.filter(({ url }) => /^\/desk(\/|$)/.test(url))
  expect(desk.filter(({ access }) => access === 'anyone')).toEqual([])
  const settings = routes.filter(({ url }) => /^\/desk\/settings(\/|$)/.test(url))
  expect(settings.filter(({ access }) => access !== 'admin')).toEqual([])
})

describe('a route for staff', () => {
  test.each([
    ['a stranger', async () => site.visitor()],
    ['a visitor with tickets of their own', () => site.known()],
  ])('leads %s to the sign-in page and does nothing', async (_, make) => {
    const browser = await make()
    const answers = await walk(only('staff', 'admin'), () => browser)
    expect(answers.length).toBeGreaterThan(20)
    const wrong = answers.filter(
      ([, status, location]) => status !== 303 || !location?.startsWith('/sign-in?next=%2Fdesk'),
    )
    expect(wrong).toEqual([])
  })

  test('gives back what somebody wrote whose session ended meanwhile, and does nothing', async () => {
    const browser = () => withCookie('earshot_session=ended')
    const looking = await walk(only('staff', 'admin').filter(isLook), browser)
    expect(looking.filter(([, status]) => status !== 303)).toEqual([])
    const acting = await walk(
      only('staff', 'admin').filter((route) => !isLook(route)),
      browser,
    )
    expect(acting.filter(([, status]) => status !== 403)).toEqual([])
    const { text } = await browser().post('/desk/settings').type('form').send({ sentence: 'All of my words' })
    expect(formTo(text, '/desk/settings').fields.sentence).toBe('All of my words')
  })

  test('does nothing for a page of another site, staff signed in or not', async () => {
    const { made } = await site.staff('admin')
    const browser = (await site.signedIn(made)).set('sec-fetch-site', 'cross-site')
    const answers = await walk(
      only('staff', 'admin').filter(({ method }) => method === 'POST'),
      () => browser,
    )
    expect(answers.filter(([, status]) => status !== 403)).toEqual([])
  })
})

describe('files that a stranger sends to staff', () => {
  const opening = (length: number) => `POST /desk/tickets/1/replies HTTP/1.1\r
Host: earshot.test\r
Content-Type: multipart/form-data; boundary=x\r
Content-Length: ${length}\r
\r
`
  const part = '--x\r\nContent-Disposition: form-data; name="files"; filename="a.bin"\r\n\r\n'

  test('are refused before they have arrived', async () => {
    const { status, headers } = readAnswer(await sendRaw(site.address, opening(50_000_000) + part))
    expect([status, headers.location]).toEqual([303, '/sign-in?next=%2Fdesk'])
  })

  test('do not stand in the way of what comes after them on the same connection', async () => {
    const body = `${part}${'x'.repeat(200_000)}\r\n--x--\r\n`
    const next = 'GET /healthz HTTP/1.1\r\nHost: earshot.test\r\nConnection: close\r\n\r\n'
    const answers = await sendRaw(site.address, opening(body.length) + body + next)
    expect(answers.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 303', 'HTTP/1.1 200'])
  })
})

describe('a route for admins', () => {
  test('is refused to agents, whatever the method', async () => {
    const agent = await site.staff('agent')
    const answers = await walk(only('admin'), () => agent)
    expect(answers.length).toBeGreaterThan(5)
    expect(answers.filter(([, status]) => status !== 403)).toEqual([])
  })

  test('is refused to an admin from the moment they are deactivated or become an agent', async () => {
    const admin = await site.staff('admin')
    expect((await admin.get('/desk/settings')).status).toBe(200)
    const change = (columns: object) =>
      site.house.db.updateTable('staff').set(columns).where('id', '=', admin.made.id).execute()
    await change({ role: 'agent' })
    expect((await admin.get('/desk/settings')).status).toBe(403)
    await change({ role: 'admin', deactivated_at: new Date() })
    expect((await admin.get('/desk/settings')).status).toBe(303)
  })
})

test('pages for staff open to staff', async () => {
  const admin = await site.staff('admin')
  const open = only('staff', 'admin').filter(({ method, url }) => method === 'GET' && !/[:*]/.test(url))
  const answers = await walk(open, () => admin)
  expect(answers.filter(([, status]) => status === 200).length).toBeGreaterThan(8)
  // Parts for scripts may ask for more than an address.
  expect(answers.filter(([, status]) => ![200, 404, 422].includes(status))).toEqual([])
})

/** A browser with a cookie as it stands. */
const withCookie = (cookie: string): Browser => supertest.agent(site.address).set({ origin: SITE_URL, cookie })

/** Changes may come from our own pages only, for visitors without a session too. */
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSite, SITE_URL, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const COOKIE = 'earshot_key=somebody'
const HOST = 'desk.home.arpa:3000'

/** The status of an empty ask form sent with exactly these headers: 422 says it was let in, 403 that it was not. */
const post = async (headers: Record<string, string>) =>
  (await supertest(site.address).post('/tickets').type('form').set(headers).send('title=')).status

describe('a change is let in', () => {
  test.each([
    ['from our own page', { 'sec-fetch-site': 'same-origin' }],
    ['from a page the person typed the address of', { 'sec-fetch-site': 'none' }],
    ['over plain http, where only Origin is sent', { origin: SITE_URL }],
    ['under another name of the same server, as on a home network', { origin: `http://${HOST}`, host: HOST }],
  ])('%s', async (_, headers) => {
    expect(await post(headers)).toBe(422)
    expect(await post({ ...headers, cookie: COOKIE })).toBe(422)
  })

  test('from a program that is no browser, as long as it brings no right that could be abused', async () => {
    expect(await post({})).toBe(422)
    expect(await post({ cookie: COOKIE })).toBe(403)
    expect(await post({ cookie: 'other=1' })).toBe(422)
  })
})

describe('a change is refused', () => {
  test.each([
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }],
    ['when the browser says another site, whatever Origin says', { 'sec-fetch-site': 'cross-site', origin: SITE_URL }],
    ['with a word in Sec-Fetch-Site that no browser sends', { 'sec-fetch-site': 'Same-Origin' }],
    ['over plain http from another site', { origin: 'http://evil.example' }],
    ['from another port of the same host', { origin: 'http://earshot.test:8080' }],
    ['from a page without an origin (a sandbox, a file)', { origin: 'null' }],
    ['from an origin that only begins like ours', { origin: `${SITE_URL}.evil.example` }],
    ['from an origin that is no address', { origin: 'earshot.test' }],
  ])('%s', async (_, headers) => {
    expect(await post(headers)).toBe(403)
    expect(await post({ ...headers, cookie: COOKIE })).toBe(403)
  })

  test('by every method that changes something, on addresses that do not exist too', async () => {
    for (const method of ['post', 'put', 'patch', 'delete'] as const) {
      const answer = await supertest(site.address)[method]('/no-such-address').set('origin', 'http://evil.example')
      expect([method, answer.status]).toEqual([method, 403])
    }
  })

  test('with a page that says so in words, and with what was typed', async () => {
    const answer = await supertest(site.address)
      .post('/tickets')
      .type('form')
      .set('origin', 'http://evil.example')
      .send({ title: 'Lost?' })
    expect(answer.status).toBe(403)
    expect(answer.type).toBe('text/html')
    expect(answer.headers['cache-control']).toContain('no-store')
  })
})

test('looking is never refused, wherever the link stands', async () => {
  const answer = await supertest(site.address)
    .get('/tickets/new')
    .set({ 'sec-fetch-site': 'cross-site', cookie: COOKIE })
  expect(answer.status).toBe(200)
})

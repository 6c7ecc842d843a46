/** The headers every answer carries, whatever kind of answer it is. */
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeTicket } from '../support/make.ts'
import { openSite, SITE_URL, type Site } from '../support/site.ts'

let site: Site
let ticket: string
beforeAll(async () => {
  site = await openSite()
  ticket = (await makeTicket(site.house)).url
})
afterAll(() => site.close())

type Kind = { method?: 'get' | 'post' | 'delete' | 'head'; url: string; type?: string; body?: string; status: number }

/** TICKET stands for the address of one. */
const KINDS: Record<string, Kind> = {
  'a page': { url: 'TICKET', status: 200 },
  'a page asked for its head only': { method: 'head', url: 'TICKET', status: 200 },
  'a redirect': { url: 'TICKET-once', status: 301 },
  'a form': { url: '/tickets/new', status: 200 },
  'a form with faults': { method: 'post', url: '/tickets', type: 'form', body: 'title=', status: 422 },
  'an unknown address': { url: '/no-such-address', status: 404 },
  'an unknown number': { url: '/tickets/999999', status: 404 },
  'a wrong method': { method: 'delete', url: 'TICKET', status: 405 },
  'a wrong type': { method: 'post', url: '/tickets', type: 'application/json', body: '{}', status: 415 },
  'too much': { method: 'post', url: '/tickets', type: 'form', body: `text=${'a'.repeat(3_000_000)}`, status: 413 },
  'a way to the sign-in page': { url: '/desk', status: 303 },
  'the style sheet': { url: '/assets/any/style.css', status: 200 },
  'an unknown asset': { url: '/assets/any/no-such.css', status: 404 },
  'an asset outside its folder': { url: '/assets/any/..%2f..%2fpackage.json', status: 403 },
}

function ask({ method = 'get', url, type, body }: Kind) {
  const request = supertest(site.address)[method](url.replace('TICKET', ticket)).set('origin', SITE_URL)
  return type ? request.type(type).send(body ?? '') : request
}

describe('every answer', () => {
  test.each(Object.entries(KINDS))('%s carries the headers of safety', async (_, kind) => {
    const { status, headers } = await ask(kind)
    expect(status).toBe(kind.status)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['content-security-policy']).toMatch(/default-src 'none'/)
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/)
    expect(headers['content-security-policy']).toMatch(/base-uri 'none'/)
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|http:/)
    expect(headers['cache-control']).toBeTruthy()
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test('on plain http promises nothing that needs https (a home network must work)', async () => {
    for (const kind of Object.values(KINDS)) {
      const { headers } = await ask(kind)
      expect(headers['strict-transport-security']).toBeUndefined()
      expect(headers['content-security-policy']).not.toMatch(/upgrade-insecure-requests/)
      expect(headers['cross-origin-opener-policy']).toBeUndefined()
    }
  })

  test('sets no cookie on a stranger who only looks', async () => {
    for (const kind of Object.values(KINDS)) {
      if ((kind.method ?? 'get') === 'get') expect((await ask(kind)).headers['set-cookie']).toBeUndefined()
    }
  })
})

describe('a site that is configured for https', () => {
  let secure: Site
  beforeAll(async () => {
    secure = await openSite({ SITE_URL: 'https://earshot.test' })
  })
  afterAll(() => secure.close())

  test('asks to be reached by https only', async () => {
    const { headers } = await supertest(secure.address).get('/tickets/new')
    expect(headers['strict-transport-security']).toMatch(/max-age=31536000/)
    expect(headers['content-security-policy']).toMatch(/upgrade-insecure-requests/)
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
  })

  test('binds its cookies to this host and to https', async () => {
    const { url } = await makeTicket(secure.house)
    const answer = await supertest(secure.address)
      .post(`${url.replace(/-.*/, '')}/vote`)
      .set({ origin: 'https://earshot.test', 'accept-language': 'en' })
      .type('form')
      .send({ vote: '1' })
    expect(answer.status).toBe(303)
    const [cookie] = answer.headers['set-cookie'] as unknown as string[]
    expect(cookie).toMatch(/^__Host-earshot_key=/)
    for (const part of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) expect(cookie).toContain(part)
  })
})

/** What caches may keep, what travels compressed, and what stays the same byte for byte. */
import { get, type IncomingMessage } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressesIn } from '../support/html.ts'
import { type MadeTicket, makeReply, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
let ticket: MadeTicket
beforeAll(async () => {
  site = await openSite()
  ticket = await makeTicket(site.house, { source: 'How do I change a key? '.repeat(40) })
})
afterAll(() => site.close())

/** As it travels, before anything undoes the compression. */
async function onTheWire(url: string, encoding: string) {
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    get(site.address + url, { headers: { 'accept-encoding': encoding } }, resolve).on('error', reject),
  )
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return { headers: answer.headers, body: Buffer.concat(chunks) }
}

describe('a public page for a stranger', () => {
  test('is the same, byte for byte, whenever and by whomever it is asked for', async () => {
    const answers = []
    for (const address of ['1.2.3.4', '5.6.7.8']) {
      answers.push(await site.visitor().get(ticket.url).set({ 'x-forwarded-for': address, 'user-agent': address }))
      await new Promise((resolve) => setTimeout(resolve, 1100))
    }
    const [one, two] = answers
    expect(one?.text).toBe(two?.text)
    expect(one?.headers.etag).toBe(two?.headers.etag)
  })

  test('may be kept by any cache that asks again each time', async () => {
    const { headers } = await site.visitor().get(ticket.url)
    expect(headers['cache-control']).toBe('public, max-age=0, must-revalidate')
    expect(headers.vary?.split(', ')).toContain('Cookie')
    expect(headers.etag).toMatch(/^"[\w-]+"$/)
    expect(headers['last-modified']).toBeTruthy()
    expect(headers['set-cookie']).toBeUndefined()
  })

  test('is answered 304 without a body to whoever holds it', async () => {
    const { headers } = await site.visitor().get(ticket.url)
    const etag = headers.etag as string
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`, etag.replace(/"$/, '-gzip"'), '*']) {
      const again = await site.visitor().get(ticket.url).set('if-none-match', held)
      expect([held, again.status, again.text]).toEqual([held, 304, ''])
      expect(again.headers.etag).toBe(etag)
      expect(again.headers.vary?.split(', ')).toContain('Cookie')
    }
    const modified = headers['last-modified'] as string
    expect((await site.visitor().get(ticket.url).set('if-modified-since', modified)).status).toBe(304)
  })

  test('is answered whole again once a word of it has changed', async () => {
    const { headers } = await site.visitor().get(ticket.url)
    await makeReply(site.house, ticket, { source: 'Yes: make the second key first.' })
    const again = await site
      .visitor()
      .get(ticket.url)
      .set('if-none-match', headers.etag as string)
    expect(again.status).toBe(200)
    expect(again.headers.etag).not.toBe(headers.etag)
  })

  test('answers HEAD like GET, without the page', async () => {
    const [get, head] = [await site.visitor().get(ticket.url), await site.visitor().head(ticket.url)]
    expect(head.status).toBe(200)
    expect(head.text).toBeUndefined()
    for (const name of ['etag', 'cache-control', 'content-type', 'last-modified'])
      expect([name, head.headers[name]]).toEqual([name, get.headers[name]])
  })
})

describe('a page for somebody known', () => {
  test('is kept by nobody', async () => {
    for (const browser of [await site.known(), await site.staff()]) {
      const { headers } = await browser.get(ticket.url)
      expect(headers['cache-control']).toBe('private, no-store')
      expect(headers.etag).toBeUndefined()
    }
  })

  test('is not answered 304 by what a stranger holds', async () => {
    const { headers } = await site.visitor().get(ticket.url)
    const known = await site.known()
    expect((await known.get(ticket.url).set('if-none-match', headers.etag as string)).status).toBe(200)
  })
})

test('forms with a token, errors and the desk are kept by nobody', async () => {
  const staff = await site.staff()
  const answers = [
    await site.visitor().get('/tickets/new'),
    await site.visitor().get('/no-such-address'),
    await site.visitor().get('/tickets/999999'),
    await site.visitor().get('/desk'),
    await staff.get('/desk'),
  ]
  expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(
    answers.map(() => expect.stringContaining('no-store')),
  )
})

describe('on the wire', () => {
  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('a page travels as %s where the browser takes it, and is the same page', async (encoding, open) => {
    const plain = await onTheWire(ticket.url, 'identity')
    const packed = await onTheWire(ticket.url, encoding)
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(packed.headers['content-encoding']).toBe(encoding)
    expect(packed.headers.vary).toMatch(/accept-encoding/i)
    expect(open(packed.body).toString()).toBe(plain.body.toString())
    expect(packed.body.length).toBeLessThan(plain.body.length / 2)
  })
})

describe('styles, scripts and icons', () => {
  const assets = async () =>
    [...new Set(addressesIn((await site.visitor().get(ticket.url)).text))]
      .map((address) => address.replace(/#.*/, ''))
      .filter((address) => address.startsWith('/assets/'))

  test('stand under an address of their content and may be kept for ever', async () => {
    const addresses = await assets()
    expect(addresses.length).toBeGreaterThan(3)
    for (const address of addresses) {
      const { status, headers } = await site.visitor().get(address)
      expect([address, status, headers['cache-control']]).toEqual([address, 200, 'public, max-age=31536000, immutable'])
    }
  })

  test('are sent under an older address too, but not to be kept there', async () => {
    const [address = ''] = await assets()
    const { status, headers } = await site.visitor().get(address.replace(/^\/assets\/\w+/, '/assets/0000000000'))
    expect([status, headers['cache-control']]).toEqual([200, 'no-cache'])
  })

  test('never come from outside their folder', async () => {
    for (const path of ['../package.json', '..%2fpackage.json', '%2e%2e/%2e%2e/package.json', '.env', '/etc/passwd']) {
      const { status, text } = await site.visitor().get(`/assets/x/${path}`)
      expect([path, status >= 400]).toEqual([path, true])
      expect(text ?? '').not.toContain('"dependencies"')
    }
  })
})

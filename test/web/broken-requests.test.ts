/** Requests that Fastify answers before any hook has run still get our page and our headers. */
import { connect } from 'node:net'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { finishInTime } from '../../src/web/stopping.ts'
import { readAnswer, sendRaw } from '../support/raw.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const HOST = 'host: earshot.test\r\nconnection: close\r\n'
const STAYING = 'host: earshot.test\r\n'

test.each([
  ['an address with a broken percent sign', `GET /% HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['an address that is no UTF-8', `GET /%E0%A4%A HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a ticket address that is no UTF-8', `GET /tickets/%FF%FE HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['headers larger than we read', `GET / HTTP/1.1\r\n${HOST}x: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  ['bytes that are no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
  [
    'two lengths that contradict each other',
    `POST /tickets HTTP/1.1\r\n${HOST}content-length: 3\r\ncontent-length: 4\r\n\r\nabcd`,
    400,
  ],
  [
    'a length and chunks together',
    `POST /tickets HTTP/1.1\r\n${HOST}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
])('%s gets our page and headers', async (_, bytes, status) => {
  const answer = readAnswer(await sendRaw(site.address, Buffer.from(bytes, 'latin1')))
  expect(answer.status).toBe(status)
  expect(answer.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
  })
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
  expect(answer.headers['cache-control']).toContain('no-store')
  expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)))
  expect(answer.body).toContain('<main id="main"')
  expect(answer.body).not.toMatch(/FST_|Error:|node_modules/)
})

describe('the page about a broken address', () => {
  test('speaks the language of whoever asked', async () => {
    const text = await sendRaw(site.address, `GET /% HTTP/1.1\r\n${HOST}accept-language: ar\r\n\r\n`)
    expect(readAnswer(text).body).toMatch(/<html lang="ar" dir="rtl"/)
  })

  test('leaves the connection fit for the next request', async () => {
    const text = await sendRaw(
      site.address,
      `GET /% HTTP/1.1\r\n${STAYING}\r\nGET /favicon.ico HTTP/1.1\r\n${HOST}\r\n`,
    )
    expect(text.match(/^HTTP\/1\.1 \d{3}/gm)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200'])
  })
})

test('somebody who hangs up in the middle disturbs nobody', async () => {
  await sendRaw(site.address, `POST /tickets HTTP/1.1\r\n${STAYING}content-length: 999\r\n\r\ntitle=`)
  const answer = await site.visitor().get('/favicon.ico')
  expect(answer.status).toBe(200)
})

test('somebody who stalls in the middle holds up a stop for a while, not for ever', async () => {
  const app = Fastify()
  finishInTime(app, 300)
  app.post('/', async () => 'never')
  const socket = connect(Number(new URL(await app.listen({ port: 0 })).port))
  socket.on('error', () => undefined)
  socket.write(`POST / HTTP/1.1\r\n${STAYING}content-type: text/plain\r\ncontent-length: 999\r\n\r\ntitle=`)
  await new Promise((resolve) => setTimeout(resolve, 200))
  const started = performance.now()
  await app.close()
  expect(performance.now() - started).toBeLessThan(5000)
})

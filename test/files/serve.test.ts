import helmet from '@fastify/helmet'
import Fastify, { type FastifyInstance } from 'fastify'
import supertest from 'supertest'
import { expect, onTestFinished, test } from 'vitest'
import { type AcceptedFile, acceptUpload } from '../../src/files/accept.ts'
import { sendFile, thumbnailOf } from '../../src/files/serve.ts'
import type { FileStore } from '../../src/files/store.ts'
import { FOR_EVERYONE } from '../../src/web/cache.ts'
import * as samples from './samples.ts'

type Sending = { store: FileStore; file: AcceptedFile; options?: Parameters<typeof sendFile>[3] }

/** A server that sends one file at /file and its thumbnail at /thumb, with the house's headers underneath. */
async function serving({ store, file, options }: Sending) {
  const app: FastifyInstance = Fastify()
  onTestFinished(() => app.close())
  await app.register(helmet)
  app.get('/file', (_, reply) => sendFile(reply, store, file, options))
  app.get('/thumb', (_, reply) => sendFile(reply, store, thumbnailOf(file) ?? file, options))
  await app.listen()
  return supertest(app.server)
}

async function stored(name: string, content: Buffer | string): Promise<Sending> {
  const store = await samples.temporaryStore()
  return { store, file: await acceptUpload(store, { name, bytes: Buffer.from(content) }) }
}

const picture = async () => stored('снимок "1".png', await samples.blank(900, 9).png().toBuffer())

test('a picture is shown with the type of our record and may do nothing', async () => {
  const sending = await picture()
  const response = await (await serving(sending)).get('/file').expect(200)
  expect(response.headers).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(sending.file.bytes),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'x-robots-tag': 'noindex',
    'cache-control': 'private, no-store',
    'content-disposition': `inline; filename="______ _1_.png"; filename*=UTF-8''${encodeURIComponent('снимок _1_.png')}`,
  })
  expect(response.body.equals(await samples.contentOf(sending.store, sending.file.key))).toBe(true)
})

test('the thumbnail of a picture is a WebP under the same name', async () => {
  const response = await (await serving(await picture())).get('/thumb').expect(200)
  expect(response.headers['content-type']).toBe('image/webp')
  expect(response.headers['content-disposition']).toContain('.webp"')
  expect(thumbnailOf((await stored('a.txt', 'a')).file)).toBeUndefined()
})

test('a text is shown as text in its own charset', async () => {
  const sending = await stored('a.log', Buffer.from('\ufeffПривіт', 'utf16le'))
  const response = await (await serving(sending)).get('/file')
  expect(response.headers['content-type']).toBe('text/plain; charset=utf-16le')
  expect(response.headers['content-disposition']).toMatch(/^inline; /)
})

test.each([
  ['PDF', samples.PDF],
  ['zip', samples.EMPTY_ZIP],
  ['SVG', samples.SCRIPTED_SVG],
  ['HTML', samples.SCRIPTED_PAGE],
])('%s is sent as a download of no type', async (_, content) => {
  const response = await (await serving(await stored('x', content))).get('/file').expect(200)
  expect(response.headers['content-type']).toBe('application/octet-stream')
  expect(response.headers['content-disposition']).toMatch(/^attachment; /)
  expect(response.headers['content-security-policy']).toBe("sandbox; default-src 'none'")
})

test('a row that claims HTML may be shown is not believed', async () => {
  const sending = await stored('x.html', samples.SCRIPTED_PAGE)
  for (const type of ['text/html', 'image/svg+xml', 'text/plain\r\nx: y', 'text/plain; charset=utf-7']) {
    const believed = { ...sending, file: { ...sending.file, inline: true, type } }
    const response = await (await serving(believed)).get('/file').expect(200)
    expect(response.headers['content-type']).toBe('application/octet-stream')
    expect(response.headers['content-disposition']).toMatch(/^attachment; /)
  }
})

test('a picture can be asked for as a download', async () => {
  const sending = { ...(await picture()), options: { download: true } }
  const response = await (await serving(sending)).get('/file')
  expect(response.headers['content-disposition']).toMatch(/^attachment; /)
  expect(response.headers['content-type']).toBe('image/png')
})

test('a cache that has the file is told so, and only then', async () => {
  const agent = await serving({ ...(await picture()), options: { cache: FOR_EVERYONE } })
  const first = await agent.get('/file')
  expect(first.headers['cache-control']).toBe(FOR_EVERYONE)
  const etag = String(first.headers.etag)
  await agent.get('/file').set('if-none-match', etag).expect(304)
  await agent.get('/file').set('if-none-match', `W/"old", W/${etag}`).expect(304)
  await agent.get('/file').set('if-none-match', '"old"').expect(200)
  await agent.get('/thumb').set('if-none-match', etag).expect(200)
})

test('HEAD answers like GET, without the bytes', async () => {
  const sending = await picture()
  const response = await (await serving(sending)).head('/file').expect(200)
  expect(response.headers['content-length']).toBe(String(sending.file.bytes))
})

test('a name with line breaks and quotes cannot add a header', async () => {
  const sending = await stored('a.txt', 'a')
  const hostile = { ...sending, file: { ...sending.file, name: 'a"; x=\r\nSet-Cookie: a=b\'(*)%\ud800.txt' } }
  const response = await (await serving(hostile)).get('/file').expect(200)
  expect(response.headers['set-cookie']).toBeUndefined()
  expect(response.headers['content-disposition']).toBe(
    'inline; filename="a_; x=__Set-Cookie: a=b\'(*)__.txt"; ' +
      "filename*=UTF-8''a%22%3B%20x%3D%0D%0ASet-Cookie%3A%20a%3Db%27%28%2A%29%25%EF%BF%BD.txt",
  )
})

test('a row whose file is gone is an error with no trace of a cache', async () => {
  const sending = { ...(await picture()), options: { cache: FOR_EVERYONE } }
  await sending.store.remove(sending.file.key)
  const response = await (await serving(sending)).get('/file').expect(500)
  expect(response.headers['cache-control']).toBeUndefined()
  expect(response.headers.etag).toBeUndefined()
})

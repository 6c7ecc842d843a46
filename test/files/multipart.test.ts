import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { addUploads, readMultipart } from '../../src/files/multipart.ts'
import { type FileRefused, MAX_BYTES } from '../../src/files/rules.ts'
import { Refusal } from '../../src/web/errors.ts'

/** A server that says what it read, or why not and which fields it still has. */
async function listening(): Promise<number> {
  const app = Fastify({ forceCloseConnections: true })
  onTestFinished(() => app.close())
  await addUploads(app)
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, _payload, done) => done(null))
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Refusal ? error.status : 500
    const { key, params, fields } = error as FileRefused
    return reply.code(status).send({ key, params, fields, is: (error as Error).name })
  })
  app.post('/', async (request, reply) => {
    const { fields, files } = await readMultipart(request, reply)
    return { fields, files: files.map(({ field, name, bytes }) => ({ field, name, size: bytes.length })) }
  })
  await app.listen()
  return (app.server.address() as AddressInfo).port
}

type Answer = { fields: Record<string, string>; files: { field: string; name: string; size: number }[]; key?: string }

async function post(form: FormData | string, type?: string) {
  const headers = type === undefined ? undefined : { 'content-type': type }
  const response = await fetch(`http://127.0.0.1:${await listening()}/`, { method: 'POST', body: form, headers })
  return { status: response.status, ...((await response.json()) as Answer) }
}

function form(...parts: [name: string, value: string | Buffer, fileName?: string][]): FormData {
  const data = new FormData()
  for (const [name, value, fileName] of parts) {
    if (typeof value === 'string') data.append(name, value)
    else data.append(name, new File([new Uint8Array(value)], fileName ?? ''))
  }
  return data
}

const part = (headers: string, content: string) =>
  `--b\r\nContent-Disposition: form-data; ${headers}\r\n\r\n${content}\r\n`

test('fields and files arrive, empty inputs are left out', async () => {
  const sent = form(
    ['title', 'Привіт\r\n"world"'],
    ['empty', ''],
    ['files', Buffer.alloc(0)],
    ['files', Buffer.from('log'), 'журнал.log'],
  )
  expect(await post(sent)).toEqual({
    status: 200,
    fields: { title: 'Привіт\r\n"world"', empty: '' },
    files: [{ field: 'files', name: 'журнал.log', size: 3 }],
  })
})

test('a form with nothing in it is empty', async () => {
  expect(await post('--b--\r\n', 'multipart/form-data; boundary=b')).toEqual({ status: 200, fields: {}, files: [] })
})

test('a file of 10 MB is taken; one byte more is refused and the texts come back, those after the file too', async () => {
  const whole = await post(form(['title', 'Help'], ['file', Buffer.alloc(MAX_BYTES), 'a.log']))
  expect(whole).toMatchObject({ status: 200, files: [{ size: MAX_BYTES }] })
  expect(
    await post(form(['title', 'Help'], ['file', Buffer.alloc(MAX_BYTES + 1), 'big\u202e.log'], ['body', 'All of it'])),
  ).toEqual({
    status: 413,
    is: 'FileRefused',
    key: 'files.too_large',
    params: { name: 'big.log', megabytes: 10 },
    fields: { title: 'Help', body: 'All of it' },
  })
})

test('five files are taken, six are refused, thirty too, and the texts come back', async () => {
  const files = (count: number) =>
    Array.from({ length: count }, (_, index): [string, Buffer, string] => ['files', Buffer.from('x'), `${index}.txt`])
  expect((await post(form(['title', 'Help'], ...files(5)))).files).toHaveLength(5)
  for (const count of [6, 30]) {
    expect(await post(form(['title', 'Help'], ...files(count)))).toMatchObject({
      status: 413,
      key: 'files.too_many',
      params: { count: 5 },
      fields: { title: 'Help' },
    })
  }
})

test('a text over 256 KB is refused, and what was read of it comes back', async () => {
  const refused = await post(form(['title', 'Help'], ['body', 'a'.repeat(300_000)]))
  expect(refused).toMatchObject({ status: 413, key: 'files.text_too_large' })
  expect(refused.fields.body).toHaveLength(256 * 1024)
})

test.each([
  ['a field sent twice', form(['title', 'a'], ['title', 'b'])],
  ['__proto__', form(['__proto__', 'x'])],
  ['constructor', form(['constructor', 'x'])],
  ['a file called __proto__', form(['__proto__', Buffer.from('x'), 'x.txt'])],
  ['forty-one fields', form(...Array.from({ length: 41 }, (_, index): [string, string] => [`f${index}`, '']))],
])('%s is refused', async (_, sent) => {
  expect(await post(sent)).toMatchObject({ status: 400, key: 'files.broken_upload' })
})

test.each([
  ['no boundary', 'multipart/form-data', part('name="a"', '1')],
  ['an empty boundary', 'multipart/form-data; boundary=', part('name="a"', '1')],
  ['a boundary of 300 characters', `multipart/form-data; boundary=${'b'.repeat(300)}`, part('name="a"', '1')],
  ['another boundary than the body', 'multipart/form-data; boundary=c', part('name="a"', '1')],
  ['no end', 'multipart/form-data; boundary=b', part('name="a"', '1')],
  ['an end within a header', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-da'],
  ['an end within a file', 'multipart/form-data; boundary=b', part('name="a"; filename="x"', '1')],
  ['a field without a name', 'multipart/form-data; boundary=b', `${part('x="a"', '1')}--b--\r\n`],
  [
    'a field that is JSON',
    'multipart/form-data; boundary=b',
    `${part('name="a"\r\nContent-Type: application/json', '{"x":1}')}--b--\r\n`,
  ],
  [
    'a field that is broken JSON',
    'multipart/form-data; boundary=b',
    `${part('name="a"\r\nContent-Type: application/json', '{')}--b--\r\n`,
  ],
])('a body with %s is a broken upload, not a failure of ours', async (_, type, body) => {
  expect(await post(body, type)).toMatchObject({ status: 400, key: 'files.broken_upload' })
})

test('texts that arrived before the body broke come back', async () => {
  const body = part('name="title"', 'Help') + part('name="file"; filename="x"', '1')
  expect((await post(body, 'multipart/form-data; boundary=b')).fields).toEqual({ title: 'Help' })
})

test('a field in UTF-16 cannot bring half a letter in', async () => {
  const body = `${part('name="a"\r\nContent-Type: text/plain; charset=utf-16le', 'a\0\0\xd8')}--b--\r\n`
  const port = await listening()
  const answer = await exchange(port, Buffer.from(request(body, ''), 'latin1'))
  expect(answer).toContain('200 OK')
  expect(JSON.parse(answer.slice(answer.indexOf('{'))).fields).toEqual({ a: 'a\ufffd' })
})

test('another kind of form is 415', async () => {
  expect(await post('a=1', 'application/x-www-form-urlencoded')).toMatchObject({ status: 415, key: 'errors.media' })
})

function request(body: string, more: string, length = Buffer.byteLength(body, 'latin1')): string {
  const headers = `Host: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${length}\r\n${more}`
  return `POST / HTTP/1.1\r\n${headers}\r\n${body}`
}

/** Sends bytes as they are and gives back what comes until the other side ends or `enough` is seen. */
async function exchange(port: number, sent: Buffer | string, enough = /\r\n\r\n.*\}$/s): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write(sent)
  let answer = ''
  for await (const chunk of socket) {
    answer += chunk
    if (enough.test(answer)) break
  }
  return answer
}

test('the next request on the same connection is answered after a refused upload', async () => {
  const six = Array.from({ length: 6 }, (_, index) => part(`name="f"; filename="${index}.txt"`, 'x'.repeat(100_000)))
  const many = Array.from({ length: 25 }, (_, index) => part(`name="f"; filename="${index}.txt"`, 'x'.repeat(100_000)))
  const large = part('name="f"; filename="x"', 'x'.repeat(MAX_BYTES + 5))
  const proto = part('name="__proto__"', 'x')
  for (const refused of [six.join(''), many.join(''), large, proto, part('name="a"', '1') + part('name="a"', '2')]) {
    const good = `${part('name="a"', '1')}--b--\r\n`
    const port = await listening()
    const answer = await exchange(
      port,
      request(`${refused}--b--\r\n`, '') + request(good, ''),
      /\}HTTP.*\}$|connection: close.*\}$/is,
    )
    expect(answer).toMatch(/^HTTP\/1.1 4/)
    // Either the connection is closed in plain words or the second request has its answer.
    expect(answer).toMatch(/connection: close|"fields":\{"a":"1"\}/)
  }
})

test('a body that is longer than anything we take is answered with the limit, and the connection closed', async () => {
  const port = await listening()
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const answer = text(socket)
  const start = part('name="title"', 'Help') + part('name="f"; filename="film.mp4"', '')
  socket.write(request(start, '', 2 ** 40))
  const megabyte = Buffer.alloc(1024 * 1024)
  socket.on('error', () => undefined)
  for (let sent = 0; sent < 110 && socket.writable; sent++) {
    if (!socket.write(megabyte))
      await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), pause(1000)])
  }
  const [head, body] = (await answer).split('\r\n\r\n')
  expect(head).toMatch(/^HTTP\/1.1 413/)
  expect(head?.toLowerCase()).toContain('connection: close')
  expect(JSON.parse(body ?? '')).toMatchObject({ key: 'files.too_much', fields: { title: 'Help' } })
}, 20_000)

test('someone who hangs up in the middle of a file leaves the server well', async () => {
  const port = await listening()
  const socket = connect(port, '127.0.0.1')
  socket.write(request(part('name="f"; filename="x"', 'x'.repeat(1000)), '', 1_000_000))
  await pause(100)
  socket.destroy()
  await pause(100)
  const answer = await exchange(port, request(`${part('name="a"', '1')}--b--\r\n`, ''))
  expect(answer).toContain('"fields":{"a":"1"}')
})

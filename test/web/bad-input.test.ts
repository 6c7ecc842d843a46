/** Whatever arrives: a page that says what is wrong, soon, and never a fault of ours. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formTo } from '../support/html.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'

let site: Site
let visitor: Browser
beforeAll(async () => {
  site = await openSite()
  visitor = site.visitor().set('accept-language', 'en')
})
afterAll(() => site.close())

/** Posts a body to the ask form byte by byte as given. */
const ask = (body: string) => visitor.post('/tickets').type('form').send(body)

/** The ask form as it comes, filled in. */
async function filled(fields: Record<string, string> = {}): Promise<Record<string, string>> {
  const { text } = await visitor.get('/tickets/new')
  return {
    ...formTo(text, '/tickets').fields,
    title: 'Two keys at once',
    text: 'Can I have two keys?',
    seen: '1',
    ...fields,
  }
}

describe('the wrong kind of request', () => {
  test('a method that is not for this address is told which ones are', async () => {
    const answer = await visitor.delete('/tickets')
    expect(answer.status).toBe(405)
    expect(answer.headers.allow?.split(', ')).toEqual(expect.arrayContaining(['GET', 'HEAD', 'POST']))
    expect(answer.text).toContain('<main id="main"')
  })

  test('an address that nothing answers is 404 by every method, never 405', async () => {
    for (const method of ['get', 'post', 'put', 'delete'] as const)
      expect((await visitor[method]('/no/such/address')).status).toBe(404)
  })

  test.each(['application/json', 'text/plain', 'text/xml', 'application/octet-stream'])(
    'a body of type %s is refused, for only forms are read',
    async (type) => {
      const answer = await visitor.post('/tickets').type(type).send('{"title":"x"}')
      expect(answer.status).toBe(415)
      expect(answer.type).toBe('text/html')
    },
  )

  test('a form with files whose parts are broken is answered, not failed on', async () => {
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x']) {
      const answer = await visitor.post('/tickets').set('content-type', type).send('--y\r\nnonsense')
      expect([type, answer.status >= 400 && answer.status < 500]).toEqual([type, true])
    }
  })
})

describe('too much', () => {
  test('a body over the limit is 413 and says the limit', async () => {
    const answer = await ask(`text=${'a'.repeat(2_100_000)}`)
    expect(answer.status).toBe(413)
    expect(answer.text).toContain('2 MB')
  })

  test('the connection is fit for the next request after it', async () => {
    expect((await visitor.get('/tickets/new')).status).toBe(200)
  })

  test('a title of one megabyte comes back in the form with its fault beside it, within 200 ms', async () => {
    const title = 'long '.repeat(200_000).trim()
    const fields = await filled({ title })
    const started = performance.now()
    const answer = await visitor.post('/tickets').type('form').send(fields)
    const took = performance.now() - started
    expect(answer.status).toBe(422)
    const again = formTo(answer.text, '/tickets').fields
    expect(again.title).toBe(title)
    expect(again.text).toBe('Can I have two keys?')
    expect(took).toBeLessThan(SOON_MS)
  })
})

/** 200 ms is promised on a machine of its own; tests run two at a time on busy ones, and a megabyte travels both ways. */
const SOON_MS = 1500

describe('fields that are no plain text', () => {
  test('a field sent twice is a fault of that field', async () => {
    const { title, ...rest } = await filled()
    const body = `${new URLSearchParams(rest)}&title=${title}&title=another`
    const answer = await ask(body)
    expect(answer.status).toBe(422)
    expect(formTo(answer.text, '/tickets').fields.text).toBe('Can I have two keys?')
  })

  test.each(['__proto__', 'constructor', 'hasOwnProperty', '__proto__[polluted]', 'title[]', 'title[a]'])(
    'a field named %s is a field like any other that nobody asked for',
    async (name) => {
      const body = new URLSearchParams(await filled({ title: '' }))
      body.append(name, 'polluted')
      body.append(name, 'polluted')
      expect((await ask(String(body))).status).toBe(422)
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    },
  )

  test('a thousand fields and a body of nothing are answered with the form', async () => {
    expect((await ask('')).status).toBe(422)
    expect((await ask('&'.repeat(10_000))).status).toBe(422)
    expect((await ask(Array.from({ length: 1000 }, (_, n) => `f${n}=x`).join('&'))).status).toBe(422)
  })
})

describe('text that is not text', () => {
  test.each([
    ['NUL bytes', 'a%00b'],
    ['broken UTF-8', 'caf%E9 %FF%FE'],
    ['half a surrogate pair', '%ED%A0%80 half'],
    ['the other half', '%ED%B0%80'],
    ['a broken percent sign', '100%'],
    ['an overlong form of a slash', '%C0%AF'],
    ['a code point that does not exist', '%F5%80%80%80'],
    ['signs that turn the line around', '%E2%80%AEtxet'],
  ])('%s become a ticket that can be read, or a fault beside the field', async (_, title) => {
    const { title: __, ...rest } = await filled({ text: `What is this (${title})?` })
    const answer = await ask(`${new URLSearchParams(rest)}&title=${title}`)
    expect([303, 422]).toContain(answer.status)
    if (answer.status === 303) {
      // A browser's first post is led past the question whether it keeps cookies.
      const page = await visitor.get(answer.headers.location as string).redirects(1)
      expect(page.status).toBe(200)
      expect(page.text).not.toContain('\u0000')
      expect(page.text.isWellFormed()).toBe(true)
    }
  })

  test('in an address are an unknown address or an empty question, never a fault of ours', async () => {
    const addresses = [
      '/tickets/%00',
      '/tickets/1%00',
      '/tickets/-1',
      '/tickets/99999999999',
      '/tickets/1e3',
      '/tickets/0x1',
      '/tickets/%D9%A1',
      `/tickets/${'9'.repeat(900)}`,
      `/tickets/${'9'.repeat(5000)}`,
      '/tickets?after=%00&before[]=1',
      '/tickets?after=99999999999999999999~9999999999',
      '/tickets?kind=%00&status=-1&category=%ED%A0%80&tag[]=a&sort=__proto__',
      '/suggest?title=%00%ED%A0%80',
      '/suggest?title[]=a&title[]=b',
      '/search?q=%00%ED%A0%80',
      "/search?q='%22((:*!<->%5C",
      '/search?q=a&q=b',
      `/search?q=${'or%20'.repeat(2000)}`,
      '/t/%00',
      '/t/1-1-aaaaaaaaaaaaaaaaaaaaaa',
      '/kb/%00',
      '/categories/%00',
      '/tags/%00',
    ]
    const answers = await Promise.all(
      addresses.map(async (address) => [address, (await visitor.get(address)).status] as const),
    )
    expect(answers.filter(([, status]) => status >= 500 || status < 200)).toEqual([])
  })
})

describe('text that is made to stop us', () => {
  test.each([
    ['100 KB of nested quotes', '> '.repeat(50_000)],
    ['100 KB of nested lists', '1. '.repeat(33_000)],
    ['addresses without an end', `${'a.'.repeat(10_000)}@`],
    ['emphasis without an end', '_a__b'.repeat(20_000)],
    ['brackets without an end', '['.repeat(50_000)],
    ['a hundred thousand spaces', `a${' '.repeat(99_000)}b`],
  ])('%s is answered soon', async (_, text) => {
    const fields = await filled({ text })
    const started = performance.now()
    const answer = await visitor.post('/tickets').type('form').send(fields)
    expect(performance.now() - started).toBeLessThan(SOON_MS)
    expect([303, 422]).toContain(answer.status)
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSite, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

test('says that it lives and that it can work', async () => {
  for (const path of ['/healthz', '/readyz']) {
    const { text, headers } = await site.visitor().get(path).expect(200)
    expect(text).toBe('ok\n')
    expect(headers['cache-control']).toBe('no-store')
  }
})

test('lets engines in, and names no path to them', async () => {
  const { text, headers } = await site.visitor().get('/robots.txt').expect(200)
  expect(headers['content-type']).toMatch(/^text\/plain/)
  expect(text).toBe('User-agent: *\nDisallow:\n')
})

test('a language chosen is kept, and leads back to where one was', async () => {
  const browser = site.visitor()
  const back = '/tickets?kind=idea&sort=votes'
  const answer = await browser.post('/language').type('form').send({ language: 'uk', back }).expect(303)
  expect(answer.headers.location).toBe(back)
  expect(answer.headers['set-cookie']?.[0]).toMatch(/^earshot_lang=uk;.*HttpOnly.*SameSite=Lax/)
  expect((await browser.get('/tickets')).text).toContain('<html lang="uk"')
})

test('nobody is led to another site by the way back', async () => {
  for (const back of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a b',
    '',
    undefined,
  ]) {
    const answer = await site.visitor().post('/language').type('form').send({ language: 'ru', back }).expect(303)
    expect(answer.headers.location).toBe('/')
  }
})

test('a language that is not there is refused, and sets nothing', async () => {
  const answer = await site.visitor().post('/language').type('form').send({ language: 'xx', back: '/' }).expect(422)
  expect(answer.headers['set-cookie']).toBeUndefined()
})

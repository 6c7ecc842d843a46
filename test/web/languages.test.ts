/** In which language the interface speaks to whom, and what that means for caches. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { negotiate } from '../../src/i18n/languages.ts'
import { makeFormToken } from '../../src/web/form-token.ts'
import { formTo } from '../support/html.ts'
import { makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

/** Language and direction of the whole page, and the language its frame speaks. */
async function spoken(url: string, headers: Record<string, string> = {}) {
  const { text, headers: answered } = await site.visitor().get(url).set(headers)
  const page = /<html lang="([\w-]+)" dir="(\w+)"/.exec(text)
  const body = /<body[^>]*? lang="([\w-]+)" dir="(\w+)"/.exec(text)
  return { page: page?.[1], dir: page?.[2], frame: body?.[1] ?? page?.[1], vary: String(answered.vary).split(', ') }
}

describe('forms and lists', () => {
  test.each(['en', 'ru', 'uk', 'ar'])('speak the language the browser asks for: %s', async (language) => {
    const { page, frame, dir, vary } = await spoken('/tickets/new', { 'accept-language': `${language};q=0.9, fr;q=1` })
    expect([page, frame, dir]).toEqual([language, language, language === 'ar' ? 'rtl' : 'ltr'])
    expect(vary).toEqual(expect.arrayContaining(['Accept-Language', 'Cookie']))
  })

  test('speak the language of the site when the browser asks for none we have', async () => {
    expect((await spoken('/tickets/new', { 'accept-language': 'fr, de;q=0.5' })).page).toBe('en')
    expect((await spoken('/tickets/new')).page).toBe('en')
  })

  test('speak the language somebody has chosen, whatever the browser says', async () => {
    const { page } = await spoken('/tickets/new', { 'accept-language': 'ru', cookie: 'earshot_lang=uk' })
    expect(page).toBe('uk')
  })

  test('do not stumble over a chosen language that is none', async () => {
    for (const cookie of ['earshot_lang=xx', 'earshot_lang=__proto__', 'earshot_lang=%00'])
      expect((await spoken('/tickets/new', { cookie, 'accept-language': 'ru' })).page).toBe('ru')
  })
})

describe('the page of a ticket', () => {
  test('speaks the language of the ticket, so that one address is one page for every cache', async () => {
    const { url } = await makeTicket(site.house, { language: 'ru', title: 'Как сменить ключ?' })
    const { page, frame, vary } = await spoken(url, { 'accept-language': 'ar' })
    expect([page, frame]).toEqual(['ru', 'ru'])
    expect(vary).not.toContain('Accept-Language')
  })

  test('speaks the language of the site around a ticket in a language the interface has not', async () => {
    const { url } = await makeTicket(site.house, { language: 'de', title: 'Wie wechsle ich den Schlüssel?' })
    const { page, frame } = await spoken(url, { 'accept-language': 'ru' })
    expect([page, frame]).toEqual(['de', 'en'])
  })

  test('keeps the direction of its text in a frame that runs the other way', async () => {
    const { url } = await makeTicket(site.house, { language: 'ar', title: 'كيف أغيّر المفتاح؟' })
    const { page, dir, frame } = await spoken(url, { cookie: 'earshot_lang=en' })
    expect([page, dir, frame]).toEqual(['ar', 'rtl', 'en'])
  })
})

describe('a language chosen on a page that answers a form', () => {
  const backOf = (text: string) => formTo(text, '/language').fields.back ?? ''

  test('leads to a page that is there: the one the form belongs to', async () => {
    const { house } = site
    const [admin, visitor] = [await site.staff('admin'), site.visitor()]
    const ticket = await makeTicket(house)
    const similar = { title: (await house.db.selectFrom('tickets').select('title').executeTakeFirstOrThrow()).title }
    const form = makeFormToken(house.secret, new Date(Date.now() - 60_000))
    for (const [browser, address, fields, status, back] of [
      [visitor, '/tickets', {}, 422, '/tickets/new'],
      [visitor, '/tickets', { preview: '1', text: '*words*' }, 200, '/tickets/new'],
      [
        visitor,
        '/tickets',
        { ...similar, text: 'Words.', kind: 'question', visibility: 'public', form },
        200,
        '/tickets/new',
      ],
      [
        visitor,
        `/tickets/${ticket.id}/replies`,
        { preview: '1', source: '*words*' },
        200,
        `${ticket.url}?replies=last`,
      ],
      [visitor, '/sign-in', {}, 422, '/sign-in'],
      [visitor, '/no/such/form', {}, 404, '/'],
      [admin, `/desk/tickets/${ticket.id}/replies`, { mode: 'public' }, 422, `/desk/tickets/${ticket.id}`],
      [admin, '/desk/settings', {}, 422, '/desk/settings'],
      [admin, '/desk/settings/staff/invites', {}, 422, '/desk/settings/staff'],
    ] as const) {
      const { status: answered, text } = await browser.post(address).type('form').send(fields)
      expect([address, answered, backOf(text)]).toEqual([address, status, back])
      await browser.get(back).expect(200)
    }
  })
})

test.each([
  [undefined, undefined],
  ['', undefined],
  ['fr', undefined],
  ['ru', 'ru'],
  ['RU-ru', 'ru'],
  ['fr, uk;q=0.4, ru;q=0.8', 'ru'],
  ['en;q=0, ar', 'ar'],
  ['uk, ru', 'uk'],
  ['ru;q=abc, en', 'en'],
  [`${'x'.repeat(5000)}, ru`, undefined],
  [',;,;q=,', undefined],
])('Accept-Language %s means %s', (header, language) => {
  expect(negotiate(header)).toBe(language)
})

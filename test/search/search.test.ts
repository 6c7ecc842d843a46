import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeArticle, makeCategory, makeReply, makeStaff, makeTicket } from '../support/make.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'

let site: Site

beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const main = (html: string) => html.slice(html.indexOf('<main'), html.indexOf('</main>'))

async function results(words: string, more: Record<string, string> = {}, browser: Browser = site.visitor()) {
  const answer = await browser.get(`/search?${new URLSearchParams({ q: words, ...more })}`).expect(200)
  return main(answer.text)
}

/** Titles of the rows, in their order. */
const titles = (page: string) =>
  [...page.matchAll(/<h3 class="row-title"[^>]*><a[^>]*>([^<]*)<\/a>/g)].map(([, title]) => title)

describe('a search', () => {
  test('finds articles and tickets in groups of their own, an article with all the words in its title first', async () => {
    await makeTicket(site.house, { title: 'Where is my walrus?', source: 'I had a walrus here.' })
    await makeArticle(site.house, { title: 'Keeping a walrus', source: 'Fish, mostly.' })
    await makeArticle(site.house, { title: 'Other animals', source: 'A walrus is no dog.' })
    const page = await results('walrus')
    expect(titles(page)).toEqual(['Keeping a walrus', 'Other animals', 'Where is my walrus?'])
    expect(page).toContain('I had a <mark>walrus</mark> here.')
    expect(page.indexOf('>Articles</h2>')).toBeLessThan(page.indexOf('>Tickets</h2>'))
    expect(titles(await results('walrus', { in: 'tickets' }))).toEqual(['Where is my walrus?'])
    expect(titles(await results('walrus', { in: 'articles' }))).toHaveLength(2)
  })

  test('puts the title over the text, the text over the replies, and finds the words of public replies', async () => {
    const inReply = await makeTicket(site.house, { title: 'One thing', source: 'Nothing special.' })
    await makeReply(site.house, inReply, { source: 'You want a gyroscope for that.' })
    await makeTicket(site.house, { title: 'Another thing', source: 'My gyroscope fell.' })
    await makeTicket(site.house, { title: 'Gyroscopes', source: 'Nothing.' })
    const page = await results('gyroscope')
    expect(titles(page)).toEqual(['Gyroscopes', 'Another thing', 'One thing'])
    expect(page).toContain('You want a <mark>gyroscope</mark> for that.')
  })

  test('narrows by kind and category, and says how to be without', async () => {
    const category = await makeCategory(site.house, { slug: 'zoo' })
    await makeTicket(site.house, { title: 'Ocelot question', category })
    await makeTicket(site.house, { title: 'Ocelot problem', kind: 'problem' })
    await makeArticle(site.house, { title: 'Ocelot article', category })
    expect(titles(await results('ocelot', { kind: 'problem' }))).toEqual(['Ocelot problem'])
    expect(titles(await results('ocelot', { category: 'zoo' }))).toEqual(['Ocelot article', 'Ocelot question'])
    const none = await results('ocelot', { kind: 'idea' })
    expect(none).toContain('href="/search?q=ocelot">Search without the filters')
    expect(titles(await results('ocelot', { kind: 'x', category: 'nowhere', in: 'y', page: '-1' }))).toHaveLength(3)
  })

  test('keeps phrases together, leaves words out in all their forms, and takes either of two', async () => {
    await makeTicket(site.house, { title: 'Marmots: changing the burrow' })
    await makeTicket(site.house, { title: 'Marmots: the changing burrow of old' })
    await makeTicket(site.house, { title: 'Marmots: reset' })
    await makeTicket(site.house, { title: 'Badgers' })
    expect(titles(await results('"changing the burrow"'))).toEqual(['Marmots: changing the burrow'])
    expect(titles(await results('marmots -resets'))).toHaveLength(2)
    expect(titles(await results('marmots -"changing the burrow"'))).toHaveLength(2)
    expect(titles(await results('badger or (burrow'))).toHaveLength(3)
    expect(titles(await results('-marmots'))).toEqual([])
  })

  test('goes on page by page where there is much', async () => {
    for (let n = 0; n < 23; n++) await makeTicket(site.house, { title: `Capybara number ${n}` })
    const both = await results('capybara')
    expect(titles(both)).toHaveLength(15)
    expect(both).toContain('href="/search?q=capybara&amp;in=tickets"')
    expect(both).toContain('23 found')
    const first = await results('capybara', { in: 'tickets' })
    const second = await results('capybara', { in: 'tickets', page: '2' })
    expect(first).toContain('rel="next" href="/search?q=capybara&amp;in=tickets&amp;page=2"')
    expect(second).toContain('rel="prev" href="/search?q=capybara&amp;in=tickets"')
    expect(new Set([...titles(first), ...titles(second)]).size).toBe(23)
    for (const page of ['3', '20', '21', '999999999999', 'x']) await results('capybara', { in: 'tickets', page })
  })

  test('offers the ticket whose number was typed, if it may be read', async () => {
    const open = await makeTicket(site.house, { title: 'Ticket by number' })
    const hidden = await makeTicket(site.house, { title: 'Hidden by number', visibility: 'private' })
    for (const typed of [`${open.id}`, `#${open.id}`, `№ ${open.id}`]) {
      expect(await results(typed)).toContain(`<a class="card" href="${open.url}">`)
    }
    expect(await results(`#${hidden.id}`)).not.toContain('Hidden by number')
    expect(await results(`#${hidden.id}`, {}, await site.staff())).toContain('Hidden by number')
  })

  test('that finds nothing leads to asking, with the words in the form', async () => {
    const page = await results('quetzalcoatlus flies')
    expect(page).toContain('We found nothing for that')
    const link = /href="(\/tickets\/new\?title=[^"]+)"/.exec(page)?.[1] ?? ''
    expect(main((await site.visitor().get(link).expect(200)).text)).toContain('value="quetzalcoatlus flies"')
  })

  test('is the same page for every stranger, of no interest to search engines, and speaks their language', async () => {
    const first = await site.visitor().get('/search?q=walrus')
    const second = await site.visitor().get('/search?q=walrus')
    expect(second.text).toBe(first.text)
    expect(first.headers['set-cookie']).toBeUndefined()
    expect(first.headers['x-robots-tag']).toBe('noindex')
    expect(first.headers.vary).toMatch(/Accept-Language/)
    expect(first.headers.vary).toMatch(/Cookie/)
    await site.visitor().get('/search?q=walrus').set('if-none-match', String(first.headers.etag)).expect(304)
    const arabic = await site.visitor().get('/search?q=walrus').set('accept-language', 'ar')
    expect(arabic.text).toContain('<html lang="ar" dir="rtl">')
    await site.visitor().get('/search').expect(200)
  })
})

describe('words in their other forms', () => {
  test.each([
    ['en', 'Resetting passwords', 'password reset'],
    ['ru', 'Не приходят письма с паролями', 'пароль письмо'],
    ['de', 'Rechnungen und Schlüssel verwalten', 'Rechnung Schlussel'],
    ['fr', 'Modifier les abonnements payés', 'abonnement paye'],
    ['ar', 'تغيير كلمات المرور للمستخدمين', 'كلمة مستخدم'],
    ['uk', 'Не можу знайти налаштування облікового запису', 'налаштувань обліковий запис'],
    ['es', 'Cómo cancelar suscripciones', 'cancelación suscripción'],
  ])('are found in a text in %s', async (language, title, words) => {
    await makeTicket(site.house, { title, language, source: '.' })
    expect(titles(await results(words))).toContain(title)
  })

  test('are found whatever language the reader has chosen, with and without accents and ё', async () => {
    await makeTicket(site.house, { title: 'Учёт ещё не приехал', language: 'ru' })
    await makeTicket(site.house, { title: 'Комп’ютер вимикається', language: 'uk' })
    const answer = await site
      .visitor()
      .get(`/search?${new URLSearchParams({ q: 'учет еще' })}`)
      .set('accept-language', 'uk')
    expect(titles(main(answer.text))).toEqual(['Учёт ещё не приехал'])
    expect(titles(await results("комп'ютер"))).toEqual(['Комп’ютер вимикається'])
  })

  test('are found in one language even if they are too common to be looked for in another', async () => {
    await makeTicket(site.house, { title: 'My robots die', language: 'en' })
    await makeTicket(site.house, { title: 'Ein Text auf Deutsch', language: 'de' })
    expect(titles(await results('die'))).toEqual(['My robots die'])
    expect(titles(await results('die robots'))).toEqual(['My robots die'])
  })

  test('are found by a title that is spelled alike when nothing else is found', async () => {
    await makeTicket(site.house, { title: 'My thesaurus is lost' })
    const page = await results('tesaurus')
    expect(page).toContain('Spelled alike')
    expect(titles(page)).toContain('My thesaurus is lost')
    expect(await results('thesaurus')).not.toContain('Spelled alike')
  })
})

describe('what is private', () => {
  test('is found by nobody but its author and staff: not by words, beginnings, misspellings or a number', async () => {
    const visitor = await site.known()
    const mira = await makeStaff(site.house)
    const secret = await makeTicket(site.house, {
      title: 'Zanzibar kumquats',
      source: 'The kumquats are overdue.',
      visibility: 'private',
      requesterId: visitor.personId,
    })
    const open = await makeTicket(site.house, { title: 'An open matter' })
    await makeReply(site.house, open, { staff: mira, source: 'Zanzibar kumquats, between us', audience: 'private' })
    await makeReply(site.house, open, { staff: mira, source: 'Zanzibar kumquats, a note', audience: 'note' })
    await makeReply(site.house, open, { source: 'Zanzibar kumquats, held', review_state: 'held' })
    await makeArticle(site.house, { title: 'Zanzibar kumquats inside', state: 'internal' })
    await makeArticle(site.house, { title: 'Zanzibar kumquats to be', state: 'draft' })
    const queries = [
      'zanzibar',
      'kumquats',
      'kumquat',
      'zanz',
      'zanzibr kumqats',
      '"zanzibar kumquats"',
      'overdue kumquats',
      `#${secret.id}`,
    ]
    for (const words of queries) {
      const typed = words.replaceAll('"', '&quot;')
      const page = (await results(words))
        .replaceAll(typed, '')
        .replaceAll(encodeURIComponent(words).replaceAll('%20', '+'), '')
      expect(page).not.toMatch(/zanzibar kumquats|overdue/i)
      expect(page).toContain('We found nothing for that')
      expect(page).not.toContain('Spelled alike')
      for (const more of [{ in: 'tickets' }, { in: 'articles' }, { kind: 'question' }] as Record<string, string>[]) {
        expect(titles(await results(words, more))).toEqual([])
      }
    }
    expect(titles(await results('kumquats', {}, visitor))).toEqual(['Zanzibar kumquats'])
    const forStaff = titles(await results('kumquats', {}, await site.staff()))
    expect(forStaff).toEqual(['Zanzibar kumquats to be', 'Zanzibar kumquats inside', 'Zanzibar kumquats'])
  })

  test('changes no result of a stranger, neither their order nor their number', async () => {
    for (const title of ['Pangolin one', 'Pangolin two pangolin', 'The last pangolin of three']) {
      await makeTicket(site.house, { title })
    }
    const before = await results('pangolin')
    for (let n = 0; n < 5; n++) {
      await makeTicket(site.house, { title: `Pangolin pangolin ${n}`, visibility: 'private' })
    }
    await makeArticle(site.house, { title: 'Pangolin', state: 'internal' })
    expect(await results('pangolin')).toBe(before)
  })
})

describe('anything typed', () => {
  const odd = [
    '\0',
    '%00',
    '\ud800',
    'a\udfff b',
    '👩‍👩‍👧‍👦🎉',
    '"',
    "'",
    '((',
    '&',
    '|',
    '!',
    ':*',
    '\\',
    '<->',
    '<1>',
    'a & ',
    "'; drop table tickets; --",
    '-',
    '--',
    '-"',
    '"-a',
    'or',
    'or or or',
    'a or',
    '* ? %',
    '%%%',
    '___',
    '\u202eabc',
    '\u0301'.repeat(500),
    '#',
    '#0',
    '#99999999999',
    '№',
    'x'.repeat(60_000),
    'word '.repeat(2000),
    'a or '.repeat(2000),
    '"'.repeat(3000),
    'the',
    'to be or not to be',
    'ما',
    'не',
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '$ {7*7}',
    '{{7*7}}',
    '\ue000x\ue001',
    'ﬁ ＡＢＣ',
  ]

  test('is answered by a page, never by an error', async () => {
    for (const words of odd) {
      const answer = await site.visitor().get(`/search?q=${encodeURIComponent(words.toWellFormed()).slice(0, 12_000)}`)
      expect([words.slice(0, 40), answer.status]).toEqual([words.slice(0, 40), 200])
      expect(main(answer.text)).not.toMatch(/<script|<img/)
    }
    const raw = [
      'q=%ff',
      'q=%ed%a0%80',
      'q=%',
      'q=a&q=b',
      'q[]=a',
      'q[x]=a',
      '__proto__=a&q=b',
      'q',
      '&&&',
      'q=a&in=tickets&in=articles',
      'page=2',
    ]
    for (const query of raw) {
      const answer = await site.visitor().get(`/search?${query}`)
      expect([query, answer.status]).toEqual([query, 200])
    }
  })

  test('cannot put markup on the page, nor can what is found', async () => {
    const evil = '<img src=x onerror=alert(1)> <script>alert(2)</script>'
    await makeTicket(site.house, {
      title: `Evil ${evil}`,
      source: `\`\`\`\nphoenix ${evil}\n\`\`\`\n\nphoenix ${evil} \ue000b\ue001`,
    })
    await makeArticle(site.house, { title: `Evil too ${evil}`, summary: evil, source: `phoenix ${evil}` })
    const page = await results('phoenix')
    expect(page).toContain('<mark>phoenix</mark> &lt;img src=x onerror=alert(1)&gt;')
    expect(page).not.toMatch(/<img|<script/)
    expect(page).not.toContain('<mark>b</mark>')
    expect(page).not.toMatch(/[\ue000\ue001]/)
  })
})

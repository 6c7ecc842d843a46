/** Every page in a real browser: it fits a narrow phone with what people really write, asks nobody else, and says no fault. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needsBrowser, openBrowsableSite, openBrowser } from '../support/browser.ts'
import { makeArticle, makeCategory, makeReply, makeStaff, makeTicket } from '../support/make.ts'
import type { Site } from '../support/site.ts'

const { skip } = needsBrowser
let site: Site
let url: string
let chromium: Browser
let session: string
/** Pages of one thing each, beside those whose address is fixed. */
let things: { open: string[]; desk: string[] }

/** What breaks a narrow page: a word without an end, a line of code, a wide table, an address, both directions in one. */
const WILD = `The key ${'abcdefgh'.repeat(40)} is refused: https://example.org/${'path/'.repeat(40)}

\`\`\`json
{ "error": "${'x'.repeat(300)}" }
\`\`\`

| one | two | three | four | five | six | seven | eight |
| --- | --- | --- | --- | --- | --- | --- | --- |
| ${Array(8).fill('a-long-word-in-a-cell').join(' | ')} |

> وصلتني رسالة خطأ ${'طويل'.repeat(60)}

Write to anna.kowalska77@posteo.de with the password Blaubeere${'9'.repeat(120)}

- a list
  - in a list
    - in a list with \`${'code'.repeat(40)}\`
`

beforeAll(async () => {
  if (skip) return
  chromium = await openBrowser()
  const opened = await openBrowsableSite()
  site = opened.site
  url = opened.url
  const { house } = site
  const admin = await makeStaff(house, { role: 'admin', name: 'Maximiliana Featherstonehaugh-Cholmondeley' })
  session = (await house.sessions.createSession(admin.id, { browser: 'Test' })).id
  const category = await makeCategory(house, {
    slug: 'keys',
    names: { en: 'Keys and everything about them', ar: 'المفاتيح' },
  })
  const given = { category, tags: ['rotation', 'a-tag-that-is-rather-long-for-a-phone'], source: WILD, votes: 1234 }
  const tickets = [
    await makeTicket(house, { ...given, title: `What is ${'Donaudampfschifffahrt'.repeat(8)}?`, status: 'answered' }),
    await makeTicket(house, { ...given, title: 'كيف أغيّر المفتاح دون انقطاع الخدمة؟', language: 'ar' }),
    await makeTicket(house, { ...given, title: 'A word for the two of us', visibility: 'private' }),
  ]
  for (const ticket of tickets) {
    await makeReply(house, ticket, { source: WILD, staff: admin, official: true })
    await makeReply(house, ticket, { source: WILD, byRequester: true })
    await makeReply(house, ticket, { source: WILD, staff: admin, audience: 'note' })
  }
  await makeTicket(house, { review_state: 'held', title: `Held ${'word'.repeat(40)}` })
  await makeTicket(house, { kind: 'thanks', title: 'Thank you all', source: WILD, status: 'received' })
  const wish = { ...given, kind: 'idea' as const, language: 'en' }
  await makeTicket(house, { ...wish, title: `A wish for ${'Donaudampfschifffahrt'.repeat(8)}`, status: 'planned' })
  const broken = await makeTicket(house, { kind: 'problem', title: 'Keys are refused' })
  await house.db
    .insertInto('incidents')
    .values({
      ticket_id: broken.id,
      headline: `Keys ${'refused'.repeat(16)}`,
      since: new Date(),
      next_word_at: new Date(),
    })
    .execute()
  await house.db
    .insertInto('incident_tickets')
    .values({ ticket_id: tickets[0]?.id ?? 0, incident_id: broken.id })
    .execute()
  const article = await makeArticle(house, {
    title: `Changing ${'keys'.repeat(30)}`,
    category,
    source: WILD,
    answers: tickets,
  })
  const [first, arabic] = tickets
  things = {
    open: [
      first?.url ?? '',
      arabic?.url ?? '',
      `/kb/${article.id}-${article.slug}`,
      '/categories/keys',
      '/tags/rotation',
      '/search?q=key',
      '/no-such-page',
      '/tickets?kind=question&answered=yes&sort=votes',
      '/tickets/new?kind=thanks',
      broken.url,
    ],
    desk: [
      ...tickets.map(({ id }) => `/desk/tickets/${id}`),
      ...tickets.flatMap(({ id }) => ['visibility', 'redact', 'part'].map((act) => `/desk/tickets/${id}/${act}`)),
      `/desk/tickets/${broken.id}`,
      `/desk/tickets/${broken.id}/incident`,
      `/desk/tickets/${tickets[1]?.id}/incident`,
      `/desk/articles/${article.id}`,
    ],
  }
}, 120_000)
afterAll(async () => {
  if (skip) return
  await chromium.close()
  await site.close()
})

/** Pages whose address is fixed. What is made for scripts has no frame and is no page. */
const fixed = (...access: string[]) =>
  site.app.routeTable
    .filter((route) => route.method === 'GET' && access.includes(String(route.access)) && !/[:*.]/.test(route.url))
    .map((route) => route.url)
    .filter((address) => !['/suggest', '/healthz', '/readyz', '/desk/articles/pick'].includes(address))

async function opened(options: Parameters<Browser['newContext']>[0], cookies: { name: string; value: string }[] = []) {
  const context = await chromium.newContext(options)
  await context.addCookies(cookies.map((cookie) => ({ ...cookie, url })))
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => {
    // That a page is not there is said on the console by the browser itself.
    if (message.type() === 'error' && !/404 \(Not Found\)/.test(message.text())) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('request', (request) => {
    const asked = request.url()
    if (!asked.startsWith(`${url}/`) && !asked.startsWith('data:')) faults.push(`asked ${asked}`)
  })
  return { context, page, faults }
}

/** Everything unfolded; how far the page goes beyond its window, and which menus open outside of it. */
const MEASURE = `(() => {
  for (const fold of document.querySelectorAll('details')) fold.open = true
  const outside = [...document.querySelectorAll('.menu-body')].filter((menu) => {
    const { left, right } = menu.getBoundingClientRect()
    return left < 0 || right > innerWidth
  })
  return { beyond: document.documentElement.scrollWidth - innerWidth, menus: outside.map((menu) => menu.parentElement.outerHTML) }
})()`

/** [address, what is wrong with it] of those that do not fit the window. */
async function tooWide(page: Page, addresses: string[]): Promise<[string, unknown][]> {
  const wide: [string, unknown][] = []
  for (const address of addresses) {
    await page.goto(url + address)
    const measured = (await page.evaluate(MEASURE)) as { beyond: number; menus: string[] }
    if (measured.beyond > 0 || measured.menus.length > 0) wide.push([address, measured])
  }
  return wide
}

const PHONE = { width: 320, height: 640 }
const LANGUAGES = ['en', 'ar'] as const

describe.each(LANGUAGES)('in the interface language %s', (language) => {
  const cookies = () => [{ name: 'earshot_lang', value: language }]
  const close = (context: BrowserContext) => context.close()

  test(needsBrowser.name('no page for visitors scrolls sideways on a narrow phone or has a fault'), {
    skip,
    timeout: 120_000,
  }, async () => {
    const { context, page, faults } = await opened({ viewport: PHONE }, cookies())
    expect(await tooWide(page, [...fixed('anyone'), ...things.open])).toEqual([])
    expect(faults).toEqual([])
    await close(context)
  })

  test(needsBrowser.name('no page for staff scrolls sideways on a narrow phone or has a fault'), {
    skip,
    timeout: 120_000,
  }, async () => {
    const staff = { name: 'earshot_session', value: session }
    const { context, page, faults } = await opened({ viewport: PHONE }, [...cookies(), staff])
    expect(await tooWide(page, [...fixed('staff', 'admin'), ...things.desk, ...things.open])).toEqual([])
    expect(faults).toEqual([])
    await close(context)
  })
})

test(needsBrowser.name('on a phone the line of places shows the one somebody is at, in either direction'), {
  skip,
}, async () => {
  for (const language of LANGUAGES) {
    const cookies = { earshot_lang: language, earshot_session: session }
    const { context, page } = await opened(
      { viewport: PHONE },
      Object.entries(cookies).map(([name, value]) => ({ name, value })),
    )
    for (const address of ['/desk/settings', '/desk/settings/tags', '/desk/settings/staff', '/desk/articles']) {
      await page.goto(url + address)
      const isInSight = `(() => {
        const { left, right } = document.querySelector('.views [aria-current]').getBoundingClientRect()
        return left >= 0 && right <= innerWidth
      })()`
      expect([
        language,
        address,
        await page.waitForFunction(isInSight, undefined, { timeout: 3000 }).then(() => true),
      ]).toEqual([language, address, true])
    }
    await context.close()
  }
})

test(needsBrowser.name('choosing a language asks before it leaves words behind that nobody has sent'), {
  skip,
}, async () => {
  const { context, page } = await opened({ locale: 'en-US' })
  await page.goto(`${url}/tickets/new`)
  await page.fill('textarea[name=text]', 'A long story.')
  const asked = page.waitForEvent('dialog')
  const pressed = page.click('.language button[lang=uk]', { noWaitAfter: true })
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  await pressed
  expect(await page.inputValue('textarea[name=text]')).toBe('A long story.')
  await context.close()
})

test(needsBrowser.name('by keyboard, the first stop skips to the content and the next stop is in it'), {
  skip,
}, async () => {
  const { context, page } = await opened({})
  for (const address of ['/', '/tickets', things.open[0] ?? '']) {
    await page.goto(url + address)
    await page.keyboard.press('Tab')
    expect([address, await page.evaluate('document.activeElement.className')]).toEqual([address, 'skip'])
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    const inside = await page.evaluate("document.querySelector('main').contains(document.activeElement)")
    expect([address, inside]).toEqual([address, true])
  }
  await context.close()
})

test(needsBrowser.name('with JavaScript off, a form with a fault comes back with everything typed'), {
  skip,
}, async () => {
  const { context, page } = await opened({ javaScriptEnabled: false, locale: 'en-US' })
  await page.goto(`${url}/tickets/new`)
  await page.fill('textarea[name=text]', 'A long story.\n\nWith <angles> in it.')
  await page.check('[name=visibility][value=private]')
  await page.click('main form [data-main-submit]')
  await page.waitForURL(/\/tickets$/)
  expect(await page.inputValue('textarea[name=text]')).toBe('A long story.\n\nWith <angles> in it.')
  expect(await page.isChecked('[name=visibility][value=private]')).toBe(true)
  expect(await page.getAttribute('[name=title]', 'aria-invalid')).toBe('true')
  await context.close()
})

test(needsBrowser.name('markup in a title, a name, a tag, a text or a search is text and never runs'), {
  skip,
}, async () => {
  const attack = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
  const ticket = await makeTicket(site.house, {
    title: attack,
    source: `${attack}\n\n[a](javascript:document.title=1)`,
    requesterName: attack,
    tags: [attack],
  })
  const { context, page, faults } = await opened({})
  for (const address of [ticket.url, '/tickets', '/', `/search?q=${encodeURIComponent(attack)}`]) {
    await page.goto(url + address)
    expect(await page.title()).not.toBe('1')
  }
  expect(faults).toEqual([])
  await context.close()
})

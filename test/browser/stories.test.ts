/** The main stories, as people live them: in a real browser, with scripts and without. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needsBrowser, openBrowsableSite, openBrowser } from '../support/browser.ts'
import { makeArticle, makeStaff } from '../support/make.ts'
import type { Site } from '../support/site.ts'

const skip = needsBrowser.skip
let site: Site
let url: string
let chromium: Browser
const faults: string[] = []

beforeAll(async () => {
  if (skip) return
  chromium = await openBrowser()
  const opened = await openBrowsableSite()
  site = opened.site
  url = opened.url
})
afterAll(async () => {
  if (skip) return
  await chromium.close()
  await site.close()
})

async function visitor(
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await chromium.newContext({ locale: 'en-US', ...options })
  const page = await context.newPage()
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on(
    'request',
    (request) =>
      request.url().startsWith(url) || request.url().startsWith('data:') || faults.push(`foreign: ${request.url()}`),
  )
  return { context, page }
}

/** Fills the ask form and posts it; without scripts the step with similar tickets may stand between. */
async function ask(page: Page, title: string, text: string, isPrivate = false): Promise<void> {
  await page.goto(`${url}/tickets/new`)
  await page.fill('[name=title]', title)
  await page.fill('textarea[name=text]', text)
  await page.check(`[name=visibility][value=${isPrivate ? 'private' : 'public'}]`)
  await page.click('main form [data-main-submit]')
  await page.waitForURL(/\/tickets(\/\d+.*)?$/)
  if (new URL(page.url()).pathname === '/tickets') await page.click('main form [data-main-submit]')
  await page.waitForURL(/\/tickets\/\d+/)
}

async function staffPage(): Promise<{ context: BrowserContext; page: Page }> {
  const made = await makeStaff(site.house, { role: 'agent' })
  const session = await site.house.sessions.createSession(made.id, { browser: 'Test' })
  const opened = await visitor()
  await opened.context.addCookies([{ name: 'earshot_session', value: session.id, url }])
  return opened
}

async function answer(ticketId: string, text: string, article?: string): Promise<void> {
  const { context, page } = await staffPage()
  await page.goto(`${url}/desk/tickets/${ticketId}`)
  await page.fill('form.reply-box textarea[name=text]', text)
  if (article) {
    await page.fill('[name=find]', article)
    await page.getByRole('checkbox', { name: article }).first().check()
  }
  await page.click('form.reply-box [data-main-submit]')
  await page.getByText(text).first().waitFor()
  await context.close()
}

const idOf = (page: Page) => /\/tickets\/(\d+)/.exec(page.url())?.[1] as string

describe.each([
  ['with scripts', true],
  ['with JavaScript off', false],
])('%s', (_name, javaScriptEnabled) => {
  test(needsBrowser.name('a visitor asks, is answered, and says thanks'), { skip }, async () => {
    const { context, page } = await visitor({ javaScriptEnabled })
    const title = `Where does the ${javaScriptEnabled ? 'blue' : 'green'} lamp keep its settings?`
    await ask(page, title, 'I moved house and want to take them with me.')
    expect(await page.textContent('h1')).toContain(title)
    expect(await page.locator('body').textContent()).toContain(`Ticket ${idOf(page)}`)
    await answer(idOf(page), 'They live in the lamp itself and move with it.')
    await page.goto(`${url}/tickets/${idOf(page)}`)
    await page.getByText('They live in the lamp itself').first().waitFor()
    await page.locator('form[action$="/thanks"] button').first().click()
    await page.waitForLoadState()
    const row = await site.house.db
      .selectFrom('tickets')
      .select(['thanked_at', 'phase'])
      .where('id', '=', Number(idOf(page)))
      .executeTakeFirstOrThrow()
    expect(row.thanked_at).toBeInstanceOf(Date)
    expect(row.phase).toBe('done')
    await context.close()
  })
})

test(needsBrowser.name('a private ticket opens on a second device by its secret link, and for nobody else'), {
  skip,
}, async () => {
  const { context, page } = await visitor()
  await ask(page, 'My invoice names the wrong company', 'It should be the one on my card.', true)
  const link = await page.locator('input[value*="/t/"]').first().inputValue()
  const address = page.url().split('?')[0] as string
  const other = await visitor()
  const stranger = await visitor()
  expect((await stranger.page.goto(address))?.status()).toBe(404)
  await other.page.goto(link)
  expect(await other.page.textContent('h1')).toContain('My invoice names the wrong company')
  expect(other.page.url()).not.toContain('/t/')
  await Promise.all([context.close(), other.context.close(), stranger.context.close()])
  // The stranger's 404 is told on the console, as it should be.
  expect(faults.splice(0).filter((fault) => !fault.includes('404'))).toEqual([])
})

test(needsBrowser.name('staff answer with an article in one submit, and the customer sees both'), {
  skip,
}, async () => {
  const article = await makeArticle(site.house, { title: 'Resetting the lamp to factory light' })
  const { context, page } = await visitor()
  await ask(page, 'How can the lamp be reset?', 'It flickers since the last storm.')
  await answer(idOf(page), 'Hold the button for ten seconds.', 'Resetting the lamp')
  await page.goto(`${url}/tickets/${idOf(page)}`)
  await page.getByText('Hold the button for ten seconds.').first().waitFor()
  expect(await page.locator(`a[href^="/kb/${article.id}"]`).count()).toBeGreaterThan(0)
  expect(await page.textContent('.ticket-head')).toContain('Answered')
  await context.close()
})

test(needsBrowser.name('posting works over plain http from a host name of a home network'), { skip }, async () => {
  const home = await openBrowsableSite('help.test')
  const mapped = await openBrowser(['--host-resolver-rules=MAP help.test 127.0.0.1'])
  const page = await (await mapped.newContext({ locale: 'en-US' })).newPage()
  await page.goto(`${home.url}/tickets/new`)
  await page.fill('[name=title]', 'Is anybody there on the home network?')
  await page.fill('textarea[name=text]', 'I write without https.')
  await page.click('main form [data-main-submit]')
  await page.waitForURL(/\/tickets\/\d+/)
  expect(await page.textContent('h1')).toContain('Is anybody there')
  await mapped.close()
  await home.site.close()
})

test(needsBrowser.name(
  'the main pages fit a narrow phone, begin with a skip link and ask nobody else, in English and Arabic',
), { skip }, async () => {
  for (const locale of ['en-US', 'ar-EG']) {
    const { context, page } = await visitor({ locale, viewport: { width: 320, height: 700 } })
    for (const path of ['/', '/tickets', '/tickets/new', '/kb', '/search?q=lamp', '/thanks', '/my', '/sign-in']) {
      await page.goto(url + path)
      expect(await page.evaluate('document.documentElement.scrollWidth'), `${path} in ${locale}`).toBeLessThanOrEqual(
        320,
      )
      if (path === '/tickets/new') continue
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.className'), `${path} in ${locale}`).toBe('skip')
    }
    await context.close()
  }
  expect(faults).toEqual([])
})

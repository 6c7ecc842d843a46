/** Staff arrange the board of ideas with a mouse or with keys alone. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { needsBrowser, openBrowsableSite, openBrowser } from '../support/browser.ts'
import { makeStaff, makeTicket } from '../support/make.ts'
import type { Site } from '../support/site.ts'

const { skip } = needsBrowser
let site: Site
let url: string
let chromium: Browser
let session: string

beforeAll(async () => {
  if (skip) return
  chromium = await openBrowser()
  const opened = await openBrowsableSite()
  site = opened.site
  url = opened.url
  const { id } = await makeStaff(site.house)
  session = (await site.house.sessions.createSession(id, { browser: 'Test' })).id
}, 120_000)
afterAll(async () => {
  if (skip) return
  await chromium.close()
  await site.close()
})

const statusOf = (key: string) => site.house.taxonomy.now.byKind.idea.find((one) => one.message_key === key)?.id

describe.each(['en', 'ar'])('in the interface language %s', (language) => {
  let page: Page
  let card: number

  beforeEach(async (context) => {
    if (skip) return context.skip()
    card = (await makeTicket(site.house, { kind: 'idea', title: 'A wish' })).id
    const opened = await chromium.newContext({ viewport: { width: 2000, height: 1000 } })
    await opened.addCookies(
      Object.entries({ earshot_session: session, earshot_lang: language }).map(([name, value]) => ({
        name,
        value,
        url,
      })),
    )
    page = await opened.newPage()
    await page.goto(`${url}/desk/ideas`)
    return () => opened.close()
  })

  const stands = async (key: string) => {
    await page.locator(`[data-status="${statusOf(key)}"] #idea-${card}`).waitFor({ timeout: 5000 })
    const row = await site.house.db.selectFrom('tickets').select('status_id').where('id', '=', card).executeTakeFirst()
    expect(row?.status_id).toBe(statusOf(key))
  }

  test(needsBrowser.name('a card is dragged to another column, and one click takes that back'), {
    skip,
    timeout: 90_000,
  }, async () => {
    await page.locator(`#idea-${card}`).dragTo(page.locator(`[data-status="${statusOf('planned')}"]`))
    await stands('planned')
    await page.click('.notice--undo button')
    await stands('new')
  })

  test(needsBrowser.name('keys alone move a card on and on, and back, in the direction of reading'), {
    skip,
  }, async () => {
    const [on, back] = language === 'ar' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft']
    await page.focus(`#idea-${card} .row-title a`)
    await page.keyboard.press(`Shift+${on}`)
    await stands('in_review')
    await page.waitForFunction((id) => document.activeElement?.closest('li')?.id === `idea-${id}`, card)
    await page.keyboard.press(`Shift+${on}`)
    await stands('planned')
    await page.waitForFunction((id) => document.activeElement?.closest('li')?.id === `idea-${id}`, card)
    await page.keyboard.press(`Shift+${back}`)
    await stands('in_review')
  })

  test(needsBrowser.name('a card dragged to where a “no” is said asks for the reason first'), {
    skip,
    timeout: 90_000,
  }, async () => {
    await page.locator(`#idea-${card}`).dragTo(page.locator(`[data-status="${statusOf('declined')}"]`))
    await page.fill('textarea[name=reason]', 'Nobody could keep it running.')
    await page.click('main form.form button[type=submit]')
    await stands('declined')
  })
})

/** The desk as two colleagues have it open at once: nothing is reloaded, nothing typed is lost, no key fires by mistake. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { needsBrowser, openBrowsableSite, openBrowser } from '../support/browser.ts'
import { type MadeStaff, type MadeTicket, makeStaff, makeTicket } from '../support/make.ts'
import type { Site } from '../support/site.ts'

const { skip } = needsBrowser
let site: Site
let url: string
let chromium: Browser
let mira: MadeStaff
let jonas: MadeStaff
const faults: string[] = []

beforeAll(async () => {
  if (skip) return
  const opened = await openBrowsableSite()
  site = opened.site
  url = opened.url
  mira = await makeStaff(site.house, { name: 'Mira Novak' })
  jonas = await makeStaff(site.house, { name: 'Jonas Weber' })
  chromium = await openBrowser()
})
afterAll(async () => {
  if (skip) return
  await chromium.close()
  await site.close()
})

async function at(staff: MadeStaff, path: string): Promise<{ context: BrowserContext; page: Page }> {
  const session = await site.house.sessions.createSession(staff.id, { browser: 'Test' })
  const context = await chromium.newContext({ locale: 'en-US' })
  await context.addCookies([{ name: 'earshot_session', value: session.id, url }])
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(String(error)))
  await page.goto(url + path)
  await page.waitForSelector('[aria-keyshortcuts]', { state: 'attached' })
  return { context, page }
}

/** Somebody's act, as the site takes it from any browser. */
async function post(staff: MadeStaff, ticket: MadeTicket, act: string, fields: Record<string, string>): Promise<void> {
  const browser = await site.signedIn(staff)
  const sent = browser.post(`/desk/tickets/${ticket.id}/${act}`)
  await (act === 'replies' ? sent.field(fields) : sent.type('form').send(fields)).expect(303)
}

const desk = (ticket: MadeTicket) => `/desk/tickets/${ticket.id}`

test(needsBrowser.name('a new ticket comes into the open queue, and its counts follow, without a reload'), {
  skip,
}, async () => {
  const first = await makeTicket(site.house, { title: 'The first of the morning' })
  const { context, page } = await at(mira, '/desk')
  await page.evaluate('window.notReloaded = true')
  await page.keyboard.press('j')
  const second = await makeTicket(site.house, { title: 'Just come in by the door' })
  await post(jonas, second, 'replies', { mode: 'note', text: 'I look at the door.' })
  await page.getByText('Just come in by the door').waitFor()
  expect(await page.locator('.is-new').textContent()).toContain('Just come in by the door')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('The first of the morning')
  expect(await page.locator('[aria-current="page"] .views-count').textContent()).toBe('2')
  expect(await page.locator('[data-live-says]').textContent()).toBe('The list has changed')
  await post(jonas, first, 'snooze', { until: 'reply' })
  await page.getByText('The first of the morning').waitFor({ state: 'detached' })
  expect(await page.evaluate('window.notReloaded')).toBe(true)
  await context.close()
})

test(needsBrowser.name('a reply that arrives is shown and said, and nothing is sent over it before it was seen'), {
  skip,
}, async () => {
  const long = Array.from({ length: 60 }, (_, n) => `Line ${n} of a long tale.`).join('\n\n')
  const ticket = await makeTicket(site.house, { source: long })
  const { context, page } = await at(mira, desk(ticket))
  await page.keyboard.press('r')
  await page.keyboard.type('My answer, half writ')
  await post(jonas, ticket, 'replies', { mode: 'public', text: 'Jonas was quicker.' })
  await page.getByText('Somebody has just written on this ticket.').waitFor()
  expect(await page.inputValue('#f-text')).toBe('My answer, half writ')
  expect(await page.locator('.message.is-new').textContent()).toContain('Jonas was quicker.')
  const seen = () => page.evaluate(`Number(document.querySelector('[name=seen]')?.value ?? 0)`)
  const own = await site.house.db
    .selectFrom('replies')
    .select('id')
    .where('ticket_id', '=', ticket.id)
    .executeTakeFirstOrThrow()
  expect(await seen()).toBeLessThan(own.id)
  await page.locator('.message.is-new').scrollIntoViewIfNeeded()
  await expect.poll(seen, { timeout: 10_000 }).toBe(own.id)
  expect(await page.locator('[data-arrived]').isHidden()).toBe(true)
  await page.focus('#f-text')
  await page.keyboard.press('End')
  await page.keyboard.type('ten.')
  await page.keyboard.press('Control+Enter')
  await page.locator('.message').getByText('My answer, half written.').waitFor()
  await context.close()
})

test(needsBrowser.name('colleagues see who else is on the ticket, and who writes'), { skip }, async () => {
  const ticket = await makeTicket(site.house)
  const here = await at(mira, desk(ticket))
  const there = await at(jonas, desk(ticket))
  await here.page.getByText('Jonas Weber\u2069 is looking at this ticket').waitFor()
  await there.page.keyboard.press('n')
  await there.page.keyboard.type('Hm')
  await here.page.getByText('Jonas Weber\u2069 is writing here').waitFor()
  await there.context.close()
  await here.context.close()
})

test(needsBrowser.name('what was typed survives a browser that dies, and goes on in another'), { skip }, async () => {
  const ticket = await makeTicket(site.house)
  const { context, page } = await at(mira, desk(ticket))
  await page.keyboard.press('p')
  await page.keyboard.type('Half a thought, then the battery')
  await page.getByText('Draft saved').waitFor()
  await context.close()
  const other = await at(mira, desk(ticket))
  expect(await other.page.inputValue('#f-text')).toBe('Half a thought, then the battery')
  expect(await other.page.locator('#mode-private').isChecked()).toBe(true)
  await other.context.close()
})

test(needsBrowser.name('no key does anything while somebody types or an input method composes, or once turned off'), {
  skip,
}, async () => {
  const ticket = await makeTicket(site.house)
  const { context, page } = await at(mira, desk(ticket))
  await page.keyboard.press('n')
  await page.keyboard.type('just a bike, gum? z.')
  expect(await page.inputValue('#f-text')).toBe('just a bike, gum? z.')
  expect(new URL(page.url()).pathname).toBe(desk(ticket))
  await page.keyboard.press('Escape')
  const pressed = (init: string) =>
    page.evaluate(`(() => {
      const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ${init} })
      document.body.dispatchEvent(event)
      return event.defaultPrevented
    })()`)
  expect(await pressed(`key: 's', code: 'KeyS', isComposing: true`)).toBe(false)
  expect(await pressed(`key: 's', code: 'KeyS', ctrlKey: true`)).toBe(false)
  expect(await pressed(`key: 'ы', code: 'KeyS'`)).toBe(true)
  expect(await page.evaluate('document.activeElement.id')).toBe('f-tool-status')
  await page.keyboard.press('Escape')
  await site.house.db.updateTable('staff').set({ uses_keys: false }).where('id', '=', mira.id).execute()
  await page.goto(url + desk(ticket))
  await page.waitForTimeout(500)
  expect(await pressed(`key: 's', code: 'KeyS'`)).toBe(false)
  expect(await page.locator('[aria-keyshortcuts]').count()).toBe(0)
  await site.house.db.updateTable('staff').set({ uses_keys: true }).where('id', '=', mira.id).execute()
  await context.close()
  expect(faults).toEqual([])
})

test(needsBrowser.name('"@" in a note offers the colleagues, by keys; a reply to a customer does not'), {
  skip,
}, async () => {
  const ticket = await makeTicket(site.house)
  const { context, page } = await at(mira, desk(ticket))
  await page.keyboard.press('r')
  await page.keyboard.type('Write to @Jo')
  expect(await page.locator('[role="listbox"]').isHidden()).toBe(true)
  await page.fill('#f-text', '')
  await page.keyboard.press('Escape')
  await page.keyboard.press('n')
  await page.keyboard.type('Look here @jo')
  await page.locator('[role="option"]', { hasText: 'Jonas Weber' }).waitFor()
  await page.keyboard.press('Enter')
  expect(await page.inputValue('#f-text')).toBe('Look here @Jonas Weber ')
  await page.keyboard.press('Control+Enter')
  await page.locator('.message').getByText('Look here').waitFor()
  const meant = await site.house.db
    .selectFrom('mentions')
    .select('staff_id')
    .where('ticket_id', '=', ticket.id)
    .execute()
  expect(meant).toEqual([{ staff_id: jonas.id }])
  await context.close()
})

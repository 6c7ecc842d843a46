/** With script the guard speaks while one writes: nothing moves away, nothing is asked twice. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { needsBrowser, openBrowsableSite, openBrowser } from '../support/browser.ts'
import { makeTicket } from '../support/make.ts'
import type { Site } from '../support/site.ts'

const { skip } = needsBrowser
let site: Site
let url: string
let chromium: Browser
let page: Page

beforeAll(async () => {
  if (skip) return
  chromium = await openBrowser()
  const opened = await openBrowsableSite()
  site = opened.site
  url = opened.url
}, 120_000)
afterAll(async () => {
  if (skip) return
  await chromium.close()
  await site.close()
})
beforeEach(async (context) => {
  if (skip) return context.skip()
  const opened = await chromium.newContext({ locale: 'en' })
  page = await opened.newPage()
  return () => opened.close()
})

const TEXT = 'Write to hushbird@posteo.de, the password is hushword77.'

describe('while one writes', { timeout: 60_000 }, () => {
  test('what looks private is named beneath the text, what was unticked stays so, and one submit is enough', async () => {
    await page.goto(`${url}/tickets/new`)
    await page.fill('#f-title', 'The export fails for me')
    await page.fill('#f-text', TEXT)
    const items = page.locator('.guard-items li')
    await items.nth(1).waitFor()
    await items.filter({ hasText: 'E-mail address' }).locator('input').uncheck()
    await page.fill('#f-text', `${TEXT} Or call +44 7911 123456.`)
    await items.nth(2).waitFor()
    expect(await items.locator('input').evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).checked)))
      // In the order of the text: mailbox, password, telephone.
      .toEqual([false, true, true])

    await page.check('[name=visibility][value=private]')
    await page.waitForFunction(() => document.querySelector('.guard-items') === null)
    await page.check('[name=visibility][value=public]')
    await items.nth(2).waitFor()
    await items.filter({ hasText: 'E-mail address' }).locator('input').uncheck()
    // The form must have been open for as long as it takes to write.
    await page.waitForTimeout(3500)
    await page.click('[data-main-submit]')
    await page.waitForURL(/\/tickets\/\d+/)
    const body = await page.locator('.prose').first().innerText()
    expect(body).toContain('hushbird@posteo.de')
    expect(body).not.toContain('hushword77')
    expect(body).toContain('telephone number removed')
  })

  test('a reply is looked over as well, and a plain one is left in peace', async () => {
    const ticket = await makeTicket(site.house)
    await page.goto(`${url}${ticket.url}`)
    await page.fill('#f-text', 'I have this on version 115.0.2 too, error 0x80070005.')
    await page.waitForTimeout(2500)
    expect(await page.locator('.guard-items').count()).toBe(0)
    await page.fill('#f-text', TEXT)
    await page.locator('.guard-items li').nth(1).waitFor()
  })
})

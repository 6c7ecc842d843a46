/**
 * "Done when 1" of the desk: an agent's hour by keyboard alone, on imported tickets. Real ones where they are there,
 * those of the demonstration elsewhere.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoSources } from '../../src/import/demo-set.ts'
import { load } from '../../src/import/load.ts'
import type { RowSource } from '../../src/import/rows.ts'
import { openSource } from '../../src/import/sources.ts'
import { firstStatus } from '../../src/taxonomy/rules.ts'
import { refreshTicket } from '../../src/tickets/commands.ts'
import { needsBrowser, openBrowsableSite, openBrowser } from '../support/browser.ts'
import { makeCategory, makeStaff, makeTicket } from '../support/make.ts'
import type { Site } from '../support/site.ts'

const { skip } = needsBrowser
const folder = join(import.meta.dirname, '../../../shared/data')
const isReal = existsSync(folder)

/** Enough for an hour, and a queue that goes on after it. */
const QUEUE = 30
const TRIAGED = 20

let site: Site
let url: string
let chromium: Browser
let page: Page
const faults: string[] = []

const firstRows = (source: RowSource, count: number): RowSource => ({
  ...source,
  async *rows() {
    let taken = 0
    for await (const row of source.rows()) {
      if (taken >= count) return
      taken += 1
      yield row
    }
  },
})

async function sources(): Promise<RowSource[]> {
  if (!isReal) return demoSources()
  return [
    firstRows(await openSource(join(folder, 'articles.csv.gz')), 40),
    firstRows(await openSource(join(folder, 'questions.csv.gz')), 60),
  ]
}

/** Imported tickets are the past; this puts the newest of them before the team once more, as on a morning. */
async function makeQueue(): Promise<void> {
  const { db, taxonomy } = site.house
  const status = firstStatus(taxonomy.now, 'question')
  const minutes = sql<Date>`now() - make_interval(mins => 10 + (tickets.id % 40))`
  await db
    .updateTable('tickets')
    .set({ kind: 'question', status_id: status.id, phase: 'open', review_state: 'approved', visibility: 'public' })
    .set({ waiting_since: minutes, created_at: minutes, first_reply_at: null, first_public_reply_at: null })
    .set({ done_at: null, assignee_id: null, category_id: null, first_reply_due_at: null, official_reply_id: null })
    .where('id', 'in', (eb) => eb.selectFrom('tickets').select('id').orderBy('id', 'desc').limit(QUEUE))
    .execute()
  await db
    .deleteFrom('replies')
    .where('ticket_id', 'in', (eb) => eb.selectFrom('tickets').select('id').where('phase', '=', 'open'))
    .execute()
  await db
    .updateTable('tickets')
    .set({ phase: 'done', waiting_since: null, done_at: sql<Date>`created_at` })
    .where('id', 'not in', (eb) => eb.selectFrom('tickets').select('id').orderBy('id', 'desc').limit(QUEUE))
    .execute()
  const open = await db.selectFrom('tickets').select('id').where('phase', '=', 'open').execute()
  await db.transaction().execute(async (trx) => {
    for (const { id } of open) await refreshTicket(trx, id)
  })
}

beforeAll(async () => {
  if (skip) return
  const opened = await openBrowsableSite()
  site = opened.site
  url = opened.url
  await load(site.house.db, await sources(), { siteUrl: url, related: false })
  await site.house.taxonomy.refresh()
  await makeQueue()
  await makeCategory(site.house, { names: { en: 'Zebra crossings' } })
  await makeTicket(site.house, { kind: 'thanks', title: 'Thank you, Jonas: it plays again', requesterName: 'Ada' })
  await makeStaff(site.house, { name: 'Jonas Weber' })
  chromium = await openBrowser()
  const made = await makeStaff(site.house, { name: 'Mira Novak' })
  const session = await site.house.sessions.createSession(made.id, { browser: 'Test' })
  const context = await chromium.newContext({ locale: 'en-US', viewport: { width: 1300, height: 850 } })
  await context.addCookies([{ name: 'earshot_session', value: session.id, url }])
  page = await context.newPage()
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  page.on('pageerror', (error) => faults.push(String(error)))
  // Whoever touches a mouse here is told.
  await context.exposeFunction('mouseTouched', () => faults.push('a mouse was used'))
  await context.addInitScript(
    `addEventListener('pointerdown', (event) => event.isTrusted && window.mouseTouched(), true)`,
  )
}, 300_000)
afterAll(async () => {
  if (skip) return
  await chromium.close()
  await site.close()
})

/** The keys of a page answer a moment after it is there. */
const ready = () => page.waitForSelector('[aria-keyshortcuts]', { state: 'attached' })
const press = (...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())

/** Presses what leads to another page, and waits for it. */
async function act(...keys: string[]): Promise<void> {
  const loaded = page.waitForEvent('load')
  await press(...keys)
  await loaded
  await ready()
}

const ticketId = () => Number(/\/desk\/tickets\/(\d+)/.exec(page.url())?.[1])
const done = () => page.locator('.notice--undo').textContent()
const eventsOf = async (type: string) => {
  const rows = await site.house.db
    .selectFrom('events')
    .select('ticket_id')
    .where('type', '=', type)
    .where('by_staff', '=', true)
    .execute()
  return new Set(rows.map(({ ticket_id }) => ticket_id)).size
}

/** The focus stands on `select` now: types what it shall be, and sends. */
async function choose(key: string, word: string): Promise<void> {
  await press(key)
  await page.keyboard.type(word)
  await act('Enter')
}

async function answerWithArticle(n: number): Promise<void> {
  await press('l')
  await page.keyboard.type(isReal ? 'thunderbird' : 'backup')
  await page.waitForSelector('.pick-offer [data-article]')
  await press('ArrowDown', 'Space')
  await page.waitForSelector('.picked [data-article]')
  await press('Escape', 'r')
  await page.keyboard.type(
    `The article below goes through it step by step; number ${n} was written for this. Keys like j, k and ? stay words here.`,
  )
  const id = ticketId()
  await act('Control+Shift+Enter')
  expect(ticketId(), 'send and next').not.toBe(id)
}

async function mergeWith(other: number): Promise<void> {
  await act('m')
  for (let n = 0; n < 40 && !(await page.evaluate(`document.activeElement.id === 'f-q'`)); n++) await press('Tab')
  await page.keyboard.type(`#${other}`)
  await act('Enter')
  await act('Control+Enter')
}

test(needsBrowser.name('an agent’s hour is done by keyboard alone'), { skip, timeout: 300_000 }, async () => {
  if (!isReal) console.warn(`No real files in ${folder}: the hour is done on the demonstration set.`)
  await page.goto(`${url}/desk?view=done`)
  await ready()
  await act('g', 'u')
  expect(await page.textContent('h1')).toBe('To answer')

  // "?" shows the keys, none of which does anything while the list is open.
  await press('?')
  await page.waitForSelector('dialog[open] .key-list')
  await press('j', 'Escape')
  expect(await page.locator('dialog').count()).toBe(0)

  await press('j')
  await act('o')
  const seen = new Set<number>()
  let answered = 0
  let merged = 0
  while (seen.size < TRIAGED) {
    // What was sorted and still waits is passed over.
    for (let steps = 0; seen.has(ticketId()) && steps < QUEUE; steps++) await act('j')
    const id = ticketId()
    expect(seen.has(id), `ticket ${id} is a new one`).toBe(false)
    seen.add(id)
    await act('i')
    expect(await done()).toContain('Assigned to')
    await choose('c', 'Zebra')
    expect(await done()).toContain('Zebra crossings')
    const n = seen.size
    if ([2, 5, 8, 11, 14].includes(n)) {
      answered += 1
      await answerWithArticle(n)
    } else if ([6, 12].includes(n)) {
      // Into one that was looked at before, which is shown then.
      const into = [...seen].find((one) => one !== id) as number
      await mergeWith(into)
      expect(ticketId()).toBe(into)
      merged += 1
      await act('j')
    } else if (n === 9) {
      await act('v')
      await act('Control+Enter')
      expect(await page.locator('.desk-band').first().textContent()).toContain('Private')
      await act('j')
    } else if (n === 15) {
      await press('b')
      await act('Enter')
      expect(await done()).toContain('Put off until')
      await act('j')
    } else if (n === 17) {
      // A slip of the finger is taken back by one key.
      await choose('s', 'In review')
      await act('z')
      await act('j')
    } else await act('j')
  }

  await act('g', 't')
  await press('j')
  await act('o')
  await choose('h', 'Jonas')
  expect(await done()).toContain('Passed on to \u2068Jonas Weber\u2069')

  expect(faults).toEqual([])
  expect([answered, merged]).toEqual([5, 2])
  expect(await eventsOf('assigned')).toBeGreaterThanOrEqual(TRIAGED)
  expect(await eventsOf('categorised')).toBeGreaterThanOrEqual(TRIAGED)
  expect(await eventsOf('visibility_changed')).toBe(1)
  expect(await eventsOf('snoozed')).toBe(1)
  expect(await eventsOf('passed_on')).toBe(1)
  expect(await eventsOf('undone')).toBe(1)
  const { db } = site.house
  const links = await db.selectFrom('links').select('reply_id').distinct().where('linked_by', 'is not', null).execute()
  expect(links.filter(({ reply_id }) => reply_id !== null).length).toBeGreaterThanOrEqual(5)
  const gone = await db
    .selectFrom('tickets')
    .select('id')
    .where('merged_into', 'is not', null)
    .where('removed_at', 'is', null)
    .execute()
  expect(gone.length).toBe(2)
})

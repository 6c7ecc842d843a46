import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveSettings } from '../../src/settings/commands.ts'
import { keepPace, readPace } from '../../src/tickets/pace.ts'
import { makeArticle, makeCategory, makeReply, makeStaff, makeTicket, makeTickets } from '../support/make.ts'
import { openSite, SITE_URL, type Site } from '../support/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
const DAY = 24 * 3_600_000

test('an empty site says what this place is and offers the first question', async () => {
  const { text, headers } = await site.visitor().get('/').expect(200)
  expect(text).toContain('Ask anything. We answer in the open')
  expect(text).toContain('Here begins a desk that everybody can read')
  expect(text).toMatch(/<form class="ask-box" action="\/search">/)
  expect(text).toContain('formaction="/tickets/new"')
  expect(text).toContain(`rel="canonical" href="${SITE_URL}/"`)
  expect(headers['x-robots-tag']).toBeUndefined()
  expect(headers['set-cookie']).toBeUndefined()
})

test('shows the admin’s words, latest answered and asked, ideas by votes, topics with articles, and a line of thanks', async () => {
  await site.house.db
    .transaction()
    .execute((trx) => saveSettings(trx, { name: 'Fernhold', sentence: { en: 'Backups that come back.' } }))
  await site.house.settings.refresh()
  const mira = await makeStaff(site.house)
  const category = await makeCategory(site.house, { slug: 'phones', names: { en: 'Phones' } })
  await makeArticle(site.house, { title: 'Photos of a phone', category })
  const early = await makeTicket(site.house, { title: 'Answered first', createdAt: hoursAgo(9) })
  const late = await makeTicket(site.house, { title: 'Answered last', createdAt: hoursAgo(10) })
  await makeReply(site.house, early, { staff: mira, createdAt: hoursAgo(3) })
  await makeReply(site.house, late, { staff: mira, createdAt: hoursAgo(2) })
  await makeTicket(site.house, { title: 'Still open', createdAt: hoursAgo(1) })
  await makeTicket(site.house, { kind: 'idea', title: 'Wanted a little', votes: 2 })
  await makeTicket(site.house, { kind: 'idea', title: 'Wanted much', votes: 40 })
  await makeTicket(site.house, { kind: 'idea', title: 'Done already', status: 'completed', votes: 99 })
  await makeTicket(site.house, { kind: 'thanks', source: 'You saved a wedding.' })
  const { text } = await site.visitor().get('/').expect(200)
  expect(text).toContain('<h1>Fernhold</h1>')
  expect(text).toContain('Backups that come back.')
  const order = (...words: string[]) => words.map((word) => text.indexOf(word))
  const places = order('Answered last', 'Answered first', 'Still open', 'id="wanted-title"', 'Photos of a phone')
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(places[0]).toBeGreaterThan(0)
  expect(text.split('>Answered last<')).toHaveLength(2)
  const wanted = text.slice(text.indexOf('id="wanted-title"'), text.indexOf('id="topics-title"'))
  expect(wanted.indexOf('Wanted much')).toBeLessThan(wanted.indexOf('Wanted a little'))
  expect(wanted).toContain('Wanted much')
  expect(wanted).not.toContain('Done already')
  expect(text).toContain('You saved a wedding.')
  expect(text).not.toContain('Usually answered')
})

test('is the same for every stranger, and answers 304', async () => {
  const one = await site.visitor().get('/')
  const two = await site.visitor().get('/')
  expect(two.text).toBe(one.text)
  await site
    .visitor()
    .get('/')
    .set('if-none-match', one.headers.etag as string)
    .expect(304)
})

test('tells how soon people are usually answered: the median of thirty days, public only, from twenty tickets on, once a day', async () => {
  const { db } = site.house
  const answered = (count: number, minutes: number, more = {}) =>
    makeTickets(site.house, count, () => ({
      title: 'Pace',
      created_at: hoursAgo(48),
      first_public_reply_at: new Date(hoursAgo(48).getTime() + minutes * 60_000),
      ...more,
    }))
  // Two more were answered in the tests above, within hours.
  await answered(17, 38)
  await answered(30, 1, { visibility: 'private' })
  await answered(30, 1, { created_at: hoursAgo(31 * 24), first_public_reply_at: hoursAgo(31 * 24) })
  await keepPace(db)
  expect(await readPace(db)).toEqual({ medianMs: null })
  expect((await site.visitor().get('/')).text).not.toContain('Usually answered')

  await answered(4, 38)
  await keepPace(db)
  expect(await readPace(db)).toEqual({ medianMs: null })
  await keepPace(db, new Date(Date.now() + DAY))
  expect(await readPace(db)).toEqual({ medianMs: 38 * 60_000 })
  expect((await site.visitor().get('/')).text).toContain('Usually answered in 38 min')
})

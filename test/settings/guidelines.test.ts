import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
let admin: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  admin = await site.staff('admin')
})
afterAll(() => site.close())

const save = (fields: Record<string, string>) => admin.post('/desk/settings/guidelines').type('form').send(fields)
const boxOf = async (browser = admin) => {
  const ticket = await makeTicket(site.house)
  const page = (await browser.get(`/desk/tickets/${ticket.id}`).expect(200)).text
  return /<details class="fold reply-guidelines"[\s\S]*?<\/details>/.exec(page)?.[0] ?? ''
}

test('stand one key away from the reply box from the first day', async () => {
  const box = await boxOf()
  expect(box).toContain('data-key="q"')
  expect(box).toContain('<strong>In private</strong>')
})

test('are written by the admin in Markdown, in any of the languages, and read by whoever answers', async () => {
  await save({ guidelines_en: 'Our **own** rule <script>', guidelines_uk: 'Наше правило' }).expect(303)
  expect(await boxOf()).toContain('Our <strong>own</strong> rule')
  expect(await boxOf()).not.toContain('<script>')
  const agent = await site.staff()
  await agent.post('/language').type('form').send({ language: 'uk', back: '/desk' })
  expect(await boxOf(agent)).toContain('Наше правило')
  // A language without a text of its own reads the site's.
  await agent.post('/language').type('form').send({ language: 'ar', back: '/desk' })
  expect(await boxOf(agent)).toMatch(/lang="en"[^>]*>[\s\S]*own/)
})

test('are the admin’s: an agent reads them and cannot change them', async () => {
  const agent = await site.staff()
  await agent.get('/desk/settings/guidelines').expect(403)
  await agent.post('/desk/settings/guidelines').type('form').send({ guidelines_en: 'x' }).expect(403)
})

test('too long a text comes back whole', async () => {
  const long = 'a'.repeat(10_001)
  const answer = await save({ guidelines_en: long }).expect(422)
  expect(answer.text).toContain(long)
})

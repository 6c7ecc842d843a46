import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { browserOf } from '../../src/people/browsers.ts'
import type { MadeStaff } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'
import { cookieOf, mails, makeMember, PASSWORD, signIn } from './members.ts'

let site: Site
let mira: MadeStaff

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const DAY = 24 * 3600 * 1000

beforeAll(async () => {
  site = await openSite()
  mira = await makeMember(site)
})
beforeEach(async () => {
  await site.house.db.deleteFrom('sessions').execute()
  await site.house.db.deleteFrom('buckets').execute()
})
afterAll(() => site.close())

async function signedIn() {
  const browser = site.visitor().set('user-agent', FIREFOX)
  const id = cookieOf(await signIn(browser, mira.email).expect(303), 'earshot_session') as string
  return Object.assign(browser, { id })
}
const isIn = async (browser: ReturnType<Site['visitor']>) => (await browser.get('/desk/account')).status === 200
const sessions = () => site.house.db.selectFrom('sessions').selectAll().execute()
const setExpiry = (fromNow: number) =>
  site.house.db
    .updateTable('sessions')
    .set({ expires_at: new Date(Date.now() + fromNow) })
    .execute()

test('a session lives thirty days, and is left alone in the first half of them', async () => {
  const browser = await signedIn()
  const [before] = await sessions()
  expect(Math.round(((before?.expires_at.getTime() ?? 0) - Date.now()) / DAY)).toBe(30)
  await setExpiry(16 * DAY)
  const answer = await browser.get('/desk/account').expect(200)
  expect(cookieOf(answer, 'earshot_session')).toBeUndefined()
  const [after] = await sessions()
  expect(Math.round(((after?.expires_at.getTime() ?? 0) - Date.now()) / DAY)).toBe(16)
})

test('in its second half it is prolonged, and the cookie with it', async () => {
  const browser = await signedIn()
  await setExpiry(14 * DAY)
  const answer = await browser.get('/desk/account').expect(200)
  expect(cookieOf(answer, 'earshot_session')).toBe(browser.id)
  const line = (answer.headers['set-cookie'] as unknown as string[]).find((text) => text.startsWith('earshot_session='))
  expect(line).toContain(`Max-Age=${30 * 24 * 3600}`)
  const [row] = await sessions()
  expect(Math.round(((row?.expires_at.getTime() ?? 0) - Date.now()) / DAY)).toBe(30)
  expect(await isIn(browser)).toBe(true)
})

test('one that has run out is over: its row goes, and its cookie', async () => {
  const browser = await signedIn()
  await setExpiry(-1000)
  const answer = await browser.get('/desk/account').expect(303)
  expect(cookieOf(answer, 'earshot_session')).toBe('')
  expect(await sessions()).toEqual([])
})

test('after half a year even the busiest session asks for the password again', async () => {
  const browser = await signedIn()
  await sql`UPDATE sessions SET created_at = now() - interval '179 days'`.execute(site.house.db)
  expect(await isIn(browser)).toBe(true)
  await sql`UPDATE sessions SET created_at = now() - interval '181 days'`.execute(site.house.db)
  expect(await isIn(browser)).toBe(false)
})

test('the list of sessions names the browser and marks the one that looks', async () => {
  await signedIn()
  const here = await signedIn()
  const page = await here.get('/desk/account').expect(200)
  expect(page.text.match(/Firefox, Linux/g)).toHaveLength(2)
  expect(page.text.match(/This is here/g)).toHaveLength(1)
  expect(page.text.match(/Sign out there/g)).toHaveLength(1)
  expect(page.text).not.toContain(here.id)
})

test('one session can be ended from another, but nobody ends those of others', async () => {
  const [there, here] = [await signedIn(), await signedIn()]
  const path = /\/desk\/account\/sessions\/[\w-]+\/end/.exec((await here.get('/desk/account')).text)?.[0] as string
  const other = await site.signedIn(await makeMember(site))
  await other.post(path).expect(303)
  expect(await isIn(there)).toBe(true)
  await here.post(path).expect(303)
  expect(await isIn(there)).toBe(false)
  expect(await isIn(here)).toBe(true)
  await here.post('/desk/account/sessions/not-an-id/end').expect(303)
})

test('signing out everywhere ends them all', async () => {
  const [there, here] = [await signedIn(), await signedIn()]
  const answer = await here.post('/desk/account/sign-out-everywhere').expect(303)
  expect(answer.headers.location).toBe('/sign-in')
  expect([await isIn(there), await isIn(here)]).toEqual([false, false])
})

test('a changed password ends the other sessions, keeps this one, and is told by mail', async () => {
  const [there, here] = [await signedIn(), await signedIn()]
  const change = (current_password: string, new_password: string) =>
    here.post('/desk/account/password').type('form').send({ current_password, new_password })
  expect((await change('not the right words', 'paper moon over roofs').expect(422)).text).toContain('not your password')
  expect((await change(PASSWORD, 'short').expect(422)).text).toContain('A password needs at least 12 characters')
  expect((await change(PASSWORD, 'password2026!').expect(422)).text).toContain('first that are guessed')
  expect(await isIn(there)).toBe(true)
  await change(PASSWORD, 'paper moon over roofs').expect(303)
  expect([await isIn(there), await isIn(here)]).toEqual([false, true])
  await signIn(site.visitor(), mira.email).expect(422)
  await signIn(site.visitor(), mira.email, 'paper moon over roofs').expect(303)
  expect((await mails(site)).at(-1)).toMatchObject({ name: 'password_changed', to: mira.email, link: '/sign-in' })
  await site.house.db.deleteFrom('buckets').execute()
  for (let tries = 0; tries < 10; tries++) await change('not the right words', 'paper moon over roofs').expect(422)
  await change('not the right words', 'paper moon over roofs').expect(429)
})

test('browsers are named in two words', () => {
  const chrome =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36'
  expect(browserOf(chrome)).toBe('Chrome, Windows')
  expect(browserOf(`${chrome} Edg/150.0`)).toBe('Edge, Windows')
  expect(
    browserOf('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Safari/604.1'),
  ).toBe('Safari, iPhone')
  expect(browserOf(undefined)).toBe('')
  expect(browserOf('<script>')).toBe('')
})

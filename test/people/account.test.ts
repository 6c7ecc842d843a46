import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { note } from '../../src/people/diary.ts'
import { shownName } from '../../src/people/names.ts'
import { findMailbox } from '../../src/people/queries.ts'
import { STRANGER } from '../../src/web/viewer.ts'
import type { MadeStaff } from '../support/make.ts'
import { makePerson } from '../support/make.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'
import { cookieOf, mails, makeMember, PASSWORD, PRIVATE_PAGE, signIn } from './members.ts'

let site: Site
let mira: MadeStaff
let browser: Browser

beforeAll(async () => {
  site = await openSite()
})
beforeEach(async () => {
  for (const table of ['outbox', 'buckets'] as const) await site.house.db.deleteFrom(table).execute()
  mira = await makeMember(site)
  browser = await site.signedIn(mira)
})
afterAll(() => site.close())

const row = () => site.house.db.selectFrom('staff').selectAll().where('id', '=', mira.id).executeTakeFirstOrThrow()
const save = (form: object) =>
  browser
    .post('/desk/account')
    .type('form')
    .send({ name: mira.name, title: '', ...form })
const changeEmail = (email: string, email_password = PASSWORD) =>
  browser.post('/desk/account/email').type('form').send({ email, email_password })

test('the account page shows one’s own account to oneself only', async () => {
  const page = await browser.get('/desk/account').expect(200)
  expect(page.headers).toMatchObject(PRIVATE_PAGE)
  expect(page.text).toContain(`value="${mira.email}"`)
  expect(page.text.match(/autocomplete="current-password"/g)).toHaveLength(2)
  expect(page.text).not.toContain('argon2')
  await site.visitor().get('/desk/account').expect(303)
})

test('name, title, language and time zone are saved, and hold from the next page on', async () => {
  await browser.post('/language').type('form').send({ language: 'ru', back: '/' })
  const answer = await save({
    name: 'Олена Коваль',
    title: 'Розробниця',
    language: 'uk',
    time_zone: 'Europe/Kyiv',
  }).expect(303)
  expect(await row()).toMatchObject({
    name: 'Олена Коваль',
    title: 'Розробниця',
    language: 'uk',
    time_zone: 'Europe/Kyiv',
  })
  const page = await browser.get(answer.headers.location as string).expect(200)
  expect(page.text).toContain('<html lang="uk"')
  expect(page.text).toContain('Збережено.')
  await save({ language: '', time_zone: '' }).expect(303)
  expect(await row()).toMatchObject({ language: null, time_zone: null })
})

test('a new name is guarded against visitors from then on', async () => {
  await save({ name: 'Ганна Зоряна' }).expect(303)
  expect(await shownName(site.house.db, 'Гaннa Зopянa', { siteName: 'Fernhold' })).toMatchObject({ poses: true })
})

test('a faulty profile comes back with what was typed', async () => {
  const page = await save({ name: '', title: 'x'.repeat(81), language: 'xx', time_zone: 'Mars/Olympus' }).expect(422)
  for (const name of ['name', 'title', 'language', 'time_zone']) expect(page.text).toContain(`id="f-${name}-error"`)
  // On top of the form, where no field stands beside it, each fault says what it is about.
  expect(page.text).toMatch(/<a href="#f-name">Your name: /)
  expect(page.text).toContain('x'.repeat(81))
  expect((await row()).name).toBe(mira.name)
})

test('another e-mail asks for the password, is not one of a colleague, and the old address hears of it', async () => {
  const colleague = await makeMember(site)
  expect((await changeEmail('new@fernhold.test', 'not the right words').expect(422)).text).toContain(
    'not your password',
  )
  expect((await changeEmail(colleague.email.toUpperCase()).expect(422)).text).toContain('Somebody else')
  await changeEmail('a@b.c,d@e.f').expect(422)
  expect((await row()).email).toBe(mira.email)
  await changeEmail('new@fernhold.test').expect(303)
  expect((await row()).email).toBe('new@fernhold.test')
  expect(await mails(site)).toMatchObject([{ name: 'email_changed', to: mira.email, link: '/sign-in' }])
  await signIn(site.visitor(), 'new@fernhold.test').expect(303)
  await signIn(site.visitor(), mira.email).expect(422)
})

test('mail with words goes to members of the team, and to visitors whose address is proven', async () => {
  const { db } = site.house
  expect(await findMailbox(db, mira.personId)).toEqual({ address: mira.email, language: null })
  await db.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', mira.id).execute()
  expect(await findMailbox(db, mira.personId)).toBeUndefined()
  const visitor = await makePerson(site.house, { email: 'ann@example.com' })
  expect(await findMailbox(db, visitor)).toBeUndefined()
  await db.updateTable('people').set({ email_verified_at: new Date() }).where('id', '=', visitor).execute()
  expect(await findMailbox(db, visitor)).toEqual({ address: 'ann@example.com', language: null })
  expect(await findMailbox(db, 999_999)).toBeUndefined()
})

test('the log says what happened, who did it and from which network, and neither token nor password', async () => {
  const lines: object[] = []
  const request = { ip: '203.0.113.77', viewer: STRANGER, log: { info: (line: object) => lines.push(line) } }
  note(request as never, 'sign_in_failed', { staff: 7 })
  expect(lines).toEqual([{ event: 'sign_in_failed', by: null, network: '203.0.113.0/24', staff: 7 }])
})

test('signing out needs no account: whoever has none is led home', async () => {
  const answer = await site.visitor().post('/sign-out').expect(303)
  expect(answer.headers.location).toBe('/')
  expect(cookieOf(answer, 'earshot_session')).toBe('')
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAdmin, offerSetUp } from '../../src/people/setting-up/commands.ts'
import { makeStaff } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'
import { PASSWORD, PRIVATE_PAGE, signIn } from './members.ts'

let site: Site
let path: string

const FORM = {
  name: 'Mira Novak',
  email: 'mira@fernhold.test',
  password: PASSWORD,
  site_name: 'Fernhold help',
  language: 'uk',
  time_zone: 'Europe/Kyiv',
}

beforeAll(async () => {
  site = await openSite()
})
beforeEach(async () => {
  for (const table of ['sessions', 'one_time_links', 'staff', 'buckets'] as const) {
    await site.house.db.deleteFrom(table).execute()
  }
  path = (await offerSetUp(site.house.db)) as string
})
afterAll(() => site.close())

const send = (more: object = {}, to = path) =>
  site
    .visitor()
    .post(to)
    .type('form')
    .send({ ...FORM, ...more })
const staff = () => site.house.db.selectFrom('staff').selectAll().execute()

test('while nobody can sign in, a link leads to a form with the time zone offered by the browser', async () => {
  expect(path).toMatch(/^\/set-up\/[\w-]{43}$/)
  const page = await site.visitor().get(path).expect(200)
  expect(page.headers).toMatchObject(PRIVATE_PAGE)
  expect(page.text).toContain('data-offer-zone="f-time_zone"')
  expect(page.text).toContain('<option value="UTC" selected>')
  expect(page.text).toContain('autocomplete="new-password"')
  const links = await site.house.db.selectFrom('one_time_links').selectAll().execute()
  expect(JSON.stringify(links)).not.toContain(path.split('/')[2])
})

test('behind it the first admin is made, signed in, and the place gets its name, language and zone', async () => {
  const browser = site.visitor()
  await browser.post(path).type('form').send(FORM).expect(303)
  expect(await staff()).toMatchObject([
    { name: 'Mira Novak', role: 'admin', language: 'uk', name_skeleton: expect.any(String) },
  ])
  expect(site.house.settings.now).toMatchObject({
    name: 'Fernhold help',
    language: 'uk',
    timeZone: 'Europe/Kyiv',
    isSetUp: true,
  })
  await browser.get('/desk/settings/staff').expect(200)
  await signIn(site.visitor(), FORM.email).expect(303)
})

test('the link works once; a second use is refused by a page that says what to do', async () => {
  await send().expect(303)
  const page = await site.visitor().get(path).set('accept-language', 'en').expect(410)
  expect(page.text).toContain('This link does not work any more')
  expect(page.text).toContain('href="/sign-in"')
  await send({ email: 'eve@fernhold.test' }).expect(410)
  expect(await staff()).toHaveLength(1)
})

test('two who use it at the same moment make one admin', async () => {
  const answers = await Promise.all([send(), send({ email: 'eve@fernhold.test' })])
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 410])
  expect(await staff()).toHaveLength(1)
})

test('a restart makes a new link and ends the older one; with an admin there is none', async () => {
  const newer = (await offerSetUp(site.house.db)) as string
  await site.visitor().get(path).expect(410)
  await site.visitor().get(newer).expect(200)
  await send({}, newer).expect(303)
  expect(await offerSetUp(site.house.db)).toBeUndefined()
})

test('a link made up opens nothing', async () => {
  await send({}, `/set-up/${'a'.repeat(43)}`).expect(410)
  await send({}, '/set-up/zz').expect(410)
  expect(await staff()).toEqual([])
})

test('imported staff, who have no password, do not count; whoever sets up with the address of one takes their place', async () => {
  const imported = await makeStaff(site.house, { name: 'M. Novak', email: 'Mira@fernhold.test', role: 'agent' })
  expect(await offerSetUp(site.house.db)).toBeDefined()
  path = (await offerSetUp(site.house.db)) as string
  await send().expect(303)
  expect(await staff()).toMatchObject([
    { id: imported.id, person_id: imported.personId, name: 'Mira Novak', role: 'admin' },
  ])
})

test('a faulty form comes back with everything typed but the password, and the link still works', async () => {
  const faulty = {
    name: '',
    email: 'mira',
    password: 'short',
    site_name: '',
    language: 'xx',
    time_zone: 'Mars/Olympus',
  }
  const page = await send(faulty).expect(422)
  for (const field of ['name', 'email', 'site_name', 'language', 'time_zone']) {
    expect(page.text).toContain(`id="f-${field}-error"`)
  }
  expect(page.text).toContain('value="mira"')
  expect(page.text).not.toContain('short')
  for (const password of ['short', 'password2026!', 'FernholdHelp1', 'mira@fernhold.test']) {
    expect((await send({ password }).expect(422)).text).toContain('id="f-password-error"')
  }
  expect(await staff()).toEqual([])
  await send().expect(303)
})

test('an admin can be made without a browser, by the same rules', async () => {
  const { db } = site.house
  const fields = { name: 'Ivan', email: 'ivan@fernhold.test', password: PASSWORD }
  expect(Object.keys(await createAdmin(db, { name: '', email: 'x', password: '' }))).toEqual([
    'name',
    'email',
    'password',
  ])
  expect(await createAdmin(db, { ...fields, password: 'password2026!' })).toHaveProperty('password')
  expect(await staff()).toEqual([])
  expect(await createAdmin(db, fields)).toEqual({})
  expect(await createAdmin(db, fields)).toHaveProperty('email')
  await signIn(site.visitor(), fields.email).expect(303)
})

import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MadeStaff } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'
import { mails, makeMember, PASSWORD, PRIVATE_PAGE, signIn } from './members.ts'

let site: Site
let mira: MadeStaff

const NEW = 'paper moon over roofs'

beforeAll(async () => {
  site = await openSite()
})
beforeEach(async () => {
  for (const table of ['outbox', 'buckets', 'one_time_links'] as const) await site.house.db.deleteFrom(table).execute()
  mira = await makeMember(site)
})
afterAll(() => site.close())

const ask = (email: string) => site.visitor().post('/reset').type('form').send({ email })
const choose = (path: string, password = NEW) => site.visitor().post(path).type('form').send({ password })
async function link(): Promise<string> {
  await ask(mira.email).expect(200)
  return (await mails(site)).at(-1)?.link as string
}

test('asking is answered alike, and as fast, whether somebody signs in with the address or not', async () => {
  const gone = await makeMember(site)
  await site.house.db.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', gone.id).execute()
  const answers = []
  for (const email of [mira.email, 'nobody@fernhold.test', gone.email]) {
    const start = performance.now()
    const answer = await ask(email).expect(200)
    expect(performance.now() - start).toBeGreaterThan(399)
    expect(answer.headers).toMatchObject(PRIVATE_PAGE)
    answers.push(answer.text.replaceAll(email, 'EMAIL'))
  }
  expect(new Set(answers).size).toBe(1)
  const sent = await mails(site)
  expect(sent).toMatchObject([{ name: 'password_reset', to: mira.email }])
  const links = await site.house.db.selectFrom('one_time_links').select('token_hash').execute()
  expect(JSON.stringify(links)).not.toContain(sent[0]?.link.split('/')[2])
})

test('the link lets its owner choose a password, ends every session, and is told by mail', async () => {
  const browser = site.visitor()
  await signIn(browser, mira.email).expect(303)
  const path = await link()
  const page = await site.visitor().get(path).expect(200)
  expect(page.headers).toMatchObject(PRIVATE_PAGE)
  expect(page.text).toContain('autocomplete="new-password"')
  const answer = await choose(path).expect(303)
  expect(answer.headers['set-cookie']).toBeUndefined()
  const after = await site
    .visitor()
    .get(answer.headers.location as string)
    .expect(200)
  expect(after.text).toContain('Your password is changed')
  await browser.get('/desk/account').expect(303)
  await signIn(site.visitor(), mira.email, PASSWORD).expect(422)
  await signIn(site.visitor(), mira.email, NEW).expect(303)
  expect((await mails(site)).at(-1)).toMatchObject({ name: 'password_changed', to: mira.email })
})

test('it works once, and using one ends the others', async () => {
  const [first, second] = [await link(), await link()]
  await choose(second).expect(303)
  for (const path of [first, second]) {
    const page = await choose(path, 'other words entirely here').expect(410)
    expect(page.text).toContain('href="/reset"')
  }
  await signIn(site.visitor(), mira.email, NEW).expect(303)
})

test('after an hour it has run out', async () => {
  const path = await link()
  await sql`UPDATE one_time_links SET expires_at = expires_at - interval '59 minutes'`.execute(site.house.db)
  await site.visitor().get(path).expect(200)
  await sql`UPDATE one_time_links SET expires_at = expires_at - interval '1 minute'`.execute(site.house.db)
  await site.visitor().get(path).expect(410)
  await choose(path).expect(410)
})

test('a link made up, of another kind, or of somebody no longer in the team opens nothing', async () => {
  await choose(`/reset/${'a'.repeat(43)}`).expect(410)
  const token = (await link()).split('/')[2]
  await site.visitor().get(`/invite/${token}`).expect(410)
  await site.visitor().get(`/set-up/${token}`).expect(410)
  await site.house.db.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', mira.id).execute()
  await choose(`/reset/${token}`).expect(410)
})

test('a weak password is refused and the link still works', async () => {
  const path = await link()
  for (const password of ['', 'short', 'password2026!', mira.email]) await choose(path, password).expect(422)
  await choose(path).expect(303)
})

test('nobody is flooded: five mails a day to one address, ten questions an hour from one place', async () => {
  for (let times = 0; times < 7; times++) await ask(mira.email).expect(200)
  expect(await mails(site)).toHaveLength(5)
  for (let times = 7; times < 10; times++) await ask('nobody@fernhold.test').expect(200)
  const answer = await ask('nobody@fernhold.test').expect(429)
  expect(answer.headers['retry-after']).toBeDefined()
})

test('what is no address is a faulty form', async () => {
  for (const email of ['', 'mira', 'a@b.c\nBcc: d@e.f', 'a@b.c,d@e.f']) await ask(email).expect(422)
})

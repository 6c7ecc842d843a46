import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeCategory, makeStaff, makeTicket } from '../support/make.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'
import { mails, makeMember, PASSWORD, PRIVATE_PAGE, signIn } from './members.ts'

let site: Site
let boss: { id: number; personId: number; name: string; email: string }
let admin: Browser

const STAFF = '/desk/settings/staff'

beforeAll(async () => {
  site = await openSite()
})
beforeEach(async () => {
  const { db } = site.house
  await db.updateTable('staff').set({ deactivated_at: new Date() }).execute()
  for (const table of ['sessions', 'one_time_links', 'outbox', 'buckets'] as const) await db.deleteFrom(table).execute()
  boss = await makeMember(site, 'admin')
  admin = site.visitor()
  await signIn(admin, boss.email).expect(303)
})
afterAll(() => site.close())

const act = (path: string, form: object = {}, browser = admin) =>
  browser.post(`${STAFF}${path}`).type('form').send(form)
const row = (id: number) => site.house.db.selectFrom('staff').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

async function invite(email: string, role = 'agent'): Promise<string> {
  const page = await act('/invites', { email, role }).expect(200)
  return /http:\/\/earshot\.test(\/invite\/[\w-]{43})/.exec(page.text)?.[1] as string
}
const accept = (path: string, form: object = {}) =>
  site
    .visitor()
    .post(path)
    .type('form')
    .send({ name: 'Ivan Petrov', password: PASSWORD, ...form })

test('the page of the team is for admins only, and so is all it does', async () => {
  const member = await makeMember(site)
  const agent = await site.signedIn(member)
  const posts = [
    '/invites',
    `/${boss.id}/role`,
    `/${boss.id}/deactivate`,
    `/${boss.id}/reactivate`,
    `/${boss.id}/reset-link`,
  ]
  await agent.get(STAFF).expect(403)
  expect((await site.visitor().get(STAFF).expect(303)).headers.location).toMatch(/^\/sign-in/)
  for (const path of posts) {
    await act(path, { role: 'agent', email: 'x@fernhold.test' }, agent).expect(403)
    await act(path, { role: 'agent', email: 'x@fernhold.test' }, site.visitor()).expect(303)
  }
  expect(await row(boss.id)).toMatchObject({ role: 'admin', deactivated_at: null })
  expect((await admin.get(STAFF).expect(200)).headers).toMatchObject(PRIVATE_PAGE)
})

describe('an invitation', () => {
  test('is shown once, mailed as a fixed text, and kept only as a hash', async () => {
    const path = await invite('ivan@fernhold.test')
    expect(await mails(site)).toMatchObject([{ name: 'invite', to: 'ivan@fernhold.test', link: path }])
    const links = await site.house.db.selectFrom('one_time_links').selectAll().execute()
    expect(JSON.stringify(links)).not.toContain(path.split('/')[2])
    const page = await admin.get(STAFF).expect(200)
    expect(page.text).toContain('ivan@fernhold.test')
    expect(page.text).not.toContain(path)
  })

  test('makes somebody a member in the role it names, signed in at once', async () => {
    const path = await invite('anna@fernhold.test', 'admin')
    const page = await site.visitor().get(path).expect(200)
    expect(page.headers).toMatchObject(PRIVATE_PAGE)
    expect(page.text).toContain('value="anna@fernhold.test"')
    const browser = site.visitor()
    await browser
      .post(path)
      .type('form')
      .send({ name: 'Anna', password: PASSWORD, role: 'agent', email: 'eve@x.test' })
      .expect(303)
    await browser.get(STAFF).expect(200)
    await signIn(site.visitor(), 'anna@fernhold.test').expect(303)
    await signIn(site.visitor(), 'eve@x.test').expect(422)
  })

  test('works once, even for two at the same moment', async () => {
    const path = await invite('petro@fernhold.test')
    const answers = await Promise.all([accept(path), accept(path, { name: 'Eve' })])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410])
    const page = await site.visitor().get(path).expect(410)
    expect(page.text).toContain('This link does not work any more')
  })

  test('runs out after three days', async () => {
    const path = await invite('olena@fernhold.test')
    await sql`UPDATE one_time_links SET expires_at = expires_at - interval '71 hours'`.execute(site.house.db)
    await site.visitor().get(path).expect(200)
    await sql`UPDATE one_time_links SET expires_at = expires_at - interval '1 hour'`.execute(site.house.db)
    await site.visitor().get(path).expect(410)
    await accept(path).expect(410)
  })

  test('can be taken back, and a new one to the same address ends the one before', async () => {
    const first = await invite('omar@fernhold.test')
    const second = await invite('Omar@fernhold.test')
    await site.visitor().get(first).expect(410)
    const page = await admin.get(STAFF)
    const withdraw = /\/desk\/settings\/staff(\/invites\/[\da-f]{64}\/withdraw)/.exec(page.text)?.[1] as string
    await act(withdraw).expect(303)
    await accept(second).expect(410)
    await act('/invites/zz/withdraw').expect(303)
  })

  test('ends with the admin who sent it', async () => {
    const other = await makeMember(site, 'admin')
    const path = await invite('late@fernhold.test')
    await act(`/${other.id}/role`, { role: 'admin' }).expect(303)
    await act(`/${boss.id}/role`, { role: 'agent' }).expect(303)
    await accept(path).expect(410)
  })

  test('a link made up opens nothing', async () => {
    await accept(`/invite/${'a'.repeat(43)}`).expect(410)
    await site.visitor().get('/invite/%ff').expect(400)
  })

  test('needs a name and a password that is not easily guessed; what was typed comes back, the password not', async () => {
    const path = await invite('dora@fernhold.test')
    const page = await accept(path, { name: 'Dora', password: 'dora2026!!!!' }).expect(422)
    expect(page.text).toContain('value="Dora"')
    expect(page.text).not.toContain('dora2026')
    await accept(path, { name: '', password: PASSWORD }).expect(422)
    await accept(path, { name: '\u200b\u202e', password: PASSWORD }).expect(422)
    await accept(path, { name: 'Dora' }).expect(303)
  })

  test('to somebody in the team is refused in words, and staff known from an import keep what they wrote', async () => {
    const member = await makeMember(site, 'agent', { name: 'Lena Berg' })
    const page = await act('/invites', { email: member.email.toUpperCase(), role: 'agent' }).expect(422)
    expect(page.text).toContain('Lena Berg is in the team')
    await act('/invites', { email: 'no address', role: 'agent' }).expect(422)
    await act('/invites', { email: 'x@fernhold.test', role: 'owner' }).expect(422)
    expect(await mails(site)).toEqual([])

    const imported = await makeStaff(site.house, { email: 'old@fernhold.test', name: 'Old hand' })
    await accept(await invite('old@fernhold.test', 'admin')).expect(303)
    expect(await row(imported.id)).toMatchObject({ person_id: imported.personId, name: 'Ivan Petrov', role: 'admin' })
  })
})

describe('roles', () => {
  test('change at once, with the very next request', async () => {
    const member = await makeMember(site)
    const browser = await site.signedIn(member)
    await browser.get(STAFF).expect(403)
    await act(`/${member.id}/role`, { role: 'admin' }).expect(303)
    await browser.get(STAFF).expect(200)
    await act(`/${member.id}/role`, { role: 'agent' }).expect(303)
    await browser.get(STAFF).expect(403)
    await act(`/${member.id}/role`, { role: 'owner' }).expect(422)
    await act('/999999/role', { role: 'admin' }).expect(404)
  })

  test('the last admin can be neither demoted nor taken out', async () => {
    await makeMember(site)
    await makeStaff(site.house, { role: 'admin' })
    const page = await act(`/${boss.id}/role`, { role: 'agent' }).expect(409)
    expect(page.text).toContain('the only admin')
    await act(`/${boss.id}/deactivate`).expect(409)
    expect(await row(boss.id)).toMatchObject({ role: 'admin', deactivated_at: null })
  })

  test('two admins who remove each other at the same moment leave one', async () => {
    const other = await makeMember(site, 'admin')
    const second = await site.signedIn(other)
    await Promise.all([act(`/${other.id}/deactivate`), act(`/${boss.id}/deactivate`, {}, second)])
    const active = await site.house.db.selectFrom('staff').select('id').where('deactivated_at', 'is', null).execute()
    expect(active).toHaveLength(1)
  })
})

describe('taking somebody out of the team', () => {
  test('ends their sessions: the next request is a stranger’s, and they cannot sign in', async () => {
    const member = await makeMember(site)
    const browser = site.visitor()
    await signIn(browser, member.email).expect(303)
    await browser.get('/desk/account').expect(200)
    const reset = await act(`/${member.id}/reset-link`).expect(200)
    const link = /(\/reset\/[\w-]{43})/.exec(reset.text)?.[1] as string
    await act(`/${member.id}/deactivate`).expect(303)
    await browser.get('/desk/account').expect(303)
    await browser.post('/desk/account').type('form').send({ name: 'Still here', title: '' }).expect(303)
    expect((await row(member.id)).name).not.toBe('Still here')
    await signIn(site.visitor(), member.email).expect(422)
    await site.visitor().get(link).expect(410)
  })

  test('a session row that survived is worth nothing', async () => {
    const member = await makeMember(site)
    const browser = await site.signedIn(member)
    await site.house.db.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', member.id).execute()
    await browser.get('/desk/account').expect(303)
  })

  test('gives what was open to a colleague, with a line in its history; what is done keeps its name', async () => {
    const [leaving, heir] = [await makeMember(site), await makeMember(site, 'agent', { name: 'Heir' })]
    const open = await makeTicket(site.house)
    const done = await makeTicket(site.house, { status: 'answered' })
    await site.house.db.updateTable('tickets').set({ assignee_id: leaving.id }).execute()
    const category = await makeCategory(site.house)
    await site.house.db
      .updateTable('categories')
      .set({ default_assignee_id: leaving.id })
      .where('id', '=', category.id)
      .execute()
    expect((await admin.get(STAFF)).text).toContain('1 open ticket')
    await act(`/${leaving.id}/deactivate`, { to: heir.id }).expect(303)
    const tickets = await site.house.db.selectFrom('tickets').select(['id', 'assignee_id']).orderBy('id').execute()
    expect(tickets).toEqual([
      { id: open.id, assignee_id: heir.id },
      { id: done.id, assignee_id: leaving.id },
    ])
    const events = await site.house.db
      .selectFrom('events')
      .select(['ticket_id', 'person_id', 'data'])
      .where('type', '=', 'assigned')
      .execute()
    expect(events).toEqual([
      { ticket_id: open.id, person_id: boss.personId, data: { from: leaving.id, to: heir.id, name: 'Heir' } },
    ])
    expect(site.house.taxonomy.now.categories.get(category.id)?.default_assignee_id).toBe(heir.id)
    await act(`/${heir.id}/deactivate`, { to: '' }).expect(303)
    expect(
      (await site.house.db.selectFrom('tickets').select('assignee_id').where('id', '=', open.id).executeTakeFirst())
        ?.assignee_id,
    ).toBeNull()
  })

  test('work cannot go to somebody who is not there', async () => {
    const [leaving, gone] = [await makeMember(site), await makeMember(site)]
    await act(`/${gone.id}/deactivate`).expect(303)
    for (const to of [gone.id, leaving.id, 999_999, 'x', -1]) await act(`/${leaving.id}/deactivate`, { to }).expect(422)
    expect((await row(leaving.id)).deactivated_at).toBeNull()
  })

  test('can be undone: the old password works again', async () => {
    const member = await makeMember(site)
    await act(`/${member.id}/deactivate`).expect(303)
    await act(`/${member.id}/reactivate`).expect(303)
    await signIn(site.visitor(), member.email).expect(303)
  })
})

test('an admin can make a link to a new password for somebody, which works once within a day', async () => {
  const member = await makeMember(site)
  const page = await act(`/${member.id}/reset-link`).expect(200)
  const path = /http:\/\/earshot\.test(\/reset\/[\w-]{43})/.exec(page.text)?.[1] as string
  await sql`UPDATE one_time_links SET expires_at = expires_at - interval '23 hours'`.execute(site.house.db)
  const choose = () => site.visitor().post(path).type('form').send({ password: 'paper moon over roofs' })
  await choose().expect(303)
  await choose().expect(410)
  await signIn(site.visitor(), member.email, 'paper moon over roofs').expect(303)
  const imported = await makeStaff(site.house)
  await act(`/${imported.id}/reset-link`).expect(409)
})

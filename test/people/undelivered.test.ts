/** The admin's page of mail that could not be sent. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MailMessage } from '../../src/notify/messages.ts'
import { put } from '../../src/notify/outbox.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
let admin: Awaited<ReturnType<Site['staff']>>
beforeAll(async () => {
  site = await openSite()
  admin = await site.staff('admin')
  admin.set('accept-language', 'en')
})
beforeEach(async () => {
  await site.house.db.deleteFrom('outbox').execute()
})
afterAll(() => site.close())

const PAGE = '/desk/settings/mail'

const toVisitor: MailMessage = {
  kind: 'fixed',
  name: 'ticket_replied',
  to: 'ann@example.org',
  language: 'en',
  link: `/t/12-1-${'a'.repeat(22)}`,
  numbers: { number: 12 },
}

async function failed(message: MailMessage, error = 'no such user here'): Promise<number> {
  const { db } = site.house
  await db.transaction().execute((trx) => put(trx, { carrier: 'mail', message }))
  const { id } = await db.selectFrom('outbox').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
  await db.updateTable('outbox').set({ failed_at: new Date(), attempts: 3, error }).where('id', '=', id).execute()
  return id
}
const row = (id: number) => site.house.db.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirst()

test('says that all is well when it is', async () => {
  expect((await admin.get(PAGE).expect(200)).text).toContain('All mail went out')
})

test('says to whom, what, when, how often and why, with the way to the ticket and no key to it', async () => {
  await failed(toVisitor)
  const { text } = await admin.get(PAGE).expect(200)
  for (const told of ['ann@example.org', 'Somebody answered: ticket 12', 'tried 3 times', 'no such user here'])
    expect(text).toContain(told)
  expect(text).toContain('href="/desk/tickets/12"')
  expect(text).not.toContain('/t/12-1-')
})

test('shows no word of a ticket, not even where the mail server quotes one', async () => {
  const message: MailMessage = {
    kind: 'words',
    name: 'staff_new_ticket',
    toPersonId: admin.made.personId,
    params: { number: 7, title: 'Zebra crossing' },
    link: '/desk/tickets/7',
    text: 'Zebra words in private',
  }
  await failed(message, '554 refused: subject "New ticket 7: Zebra crossing" looks like spam')
  const { text } = await admin.get(PAGE).expect(200)
  expect(text).toContain('looks like spam')
  expect(text).toContain(admin.made.email)
  expect(text).not.toMatch(/zebra/i)
})

test('says our own reasons in the language of whoever reads', async () => {
  await failed(toVisitor, 'its reader may not read that any more')
  const { text } = await admin.get(PAGE).set('cookie', `${cookieOf()}; earshot_lang=uk`).expect(200)
  expect(text).toContain('адресат уже не міг прочитати')
  expect(text).not.toContain('may not read')
})

const cookieOf = () =>
  admin.jar.getCookies({ domain: '127.0.0.1', path: '/', secure: false, script: false }).toValueString()

test('sends one again, with all of its attempts before it, and leaves the others', async () => {
  const [one, other] = [await failed(toVisitor), await failed(toVisitor)]
  const answer = await admin.post(`${PAGE}/${one}/send`).expect(303)
  expect((await admin.get(answer.headers.location as string)).text).toContain('It is on its way again.')
  expect(await row(one)).toMatchObject({ failed_at: null, error: null, attempts: 0, sent_at: null })
  expect((await row(other))?.failed_at).not.toBeNull()
  await admin.post(`${PAGE}/${one}/send`).expect(404)
})

test('sends all of them again', async () => {
  const ids = [await failed(toVisitor), await failed(toVisitor)]
  await admin.post(`${PAGE}/send-all`).expect(303)
  for (const id of ids) expect((await row(id))?.failed_at).toBeNull()
})

test('lets one go, and nothing that is still to be sent or was sent', async () => {
  const [gone, waiting] = [await failed(toVisitor), await failed(toVisitor)]
  await admin.post(`${PAGE}/${waiting}/send`).expect(303)
  await admin.post(`${PAGE}/${gone}/drop`).expect(303)
  await admin.post(`${PAGE}/${waiting}/drop`).expect(404)
  await admin.post(`${PAGE}/x/drop`).expect(404)
  expect(await row(gone)).toBeUndefined()
  expect(await row(waiting)).toBeDefined()
})

test('tells of those that will be tried again by themselves', async () => {
  const id = await failed(toVisitor)
  await site.house.db.updateTable('outbox').set({ failed_at: null }).where('id', '=', id).execute()
  const { text } = await admin.get(PAGE).expect(200)
  expect(text).toContain('1 more message did not get through yet')
  expect(text).not.toContain('ann@example.org')
})

test('is nobody’s but the admins’', async () => {
  const id = await failed(toVisitor)
  const agent = await site.staff('agent')
  await agent.get(PAGE).expect(403)
  for (const act of [`${id}/send`, `${id}/drop`, 'send-all']) await agent.post(`${PAGE}/${act}`).expect(403)
  expect((await row(id))?.failed_at).not.toBeNull()
})

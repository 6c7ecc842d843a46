import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeReply, makeTicket } from '../support/make.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const rowOf = (ticket: { id: number }) =>
  site.house.db.selectFrom('tickets').selectAll().where('id', '=', ticket.id).executeTakeFirstOrThrow()
const eventsOf = async (ticket: { id: number }) =>
  (
    await site.house.db.selectFrom('events').select('type').where('ticket_id', '=', ticket.id).orderBy('id').execute()
  ).map(({ type }) => type)

/** Opens the form and sends it with these changes, as a browser would. */
async function edit(path: string, fields: Record<string, string>, browser: Browser = mira) {
  const { text } = await browser.get(path).expect(200)
  const was = /name="was" value="([^"]+)"/.exec(text)?.[1] ?? ''
  return browser
    .post(path)
    .type('form')
    .send({ was, ...fields })
}

describe('"HELP!!!"', () => {
  test('becomes a title that says what it is about: address, search and list follow, the old address redirects', async () => {
    const ticket = await makeTicket(site.house, { title: 'HELP!!!', source: 'My zebracoin invoice is missing.' })
    const answer = await edit(`/desk/tickets/${ticket.id}/edit`, {
      title: 'Where do I find the invoice of March?',
      text: 'My zebracoin invoice is missing.',
      in: 'view=mine',
    })
    expect(answer.headers.location).toBe(`/desk/tickets/${ticket.id}?view=mine&did=retitled`)
    const url = `/tickets/${ticket.id}-where-do-i-find-the-invoice-of-march`
    expect((await site.visitor().get(ticket.url).expect(301)).headers.location).toBe(url)
    const { text } = await site.visitor().get(url).expect(200)
    expect(text).toContain('Where do I find the invoice of March?')
    expect(text).not.toContain('HELP!!!')
    expect((await site.visitor().get('/search?q=invoice+march')).text).toContain(url)
    expect(await eventsOf(ticket)).toEqual(['retitled'])
  })

  test('keeps what it was for staff, and for nobody else', async () => {
    const ticket = await makeTicket(site.house, { title: 'My number is 4711', source: 'Written before.' })
    await edit(`/desk/tickets/${ticket.id}/edit`, { title: 'A number', text: 'Written after.' })
    const { text } = await mira.get(`/desk/tickets/${ticket.id}/earlier`).expect(200)
    expect(text).toContain('My number is 4711')
    expect(text).toContain('Written before.')
    const page = (await site.visitor().get(`/tickets/${ticket.id}-a-number`).expect(200)).text
    expect(page).not.toMatch(/4711|Written before/)
    expect(page).toContain('edited')
    for (const browser of [site.visitor(), await site.known()]) {
      await browser.get(`/desk/tickets/${ticket.id}/earlier`).expect(303)
    }
  })
})

describe('an edited text', () => {
  test('is rendered anew, in the language it is now in, and links in it stay those of a visitor', async () => {
    const ticket = await makeTicket(site.house, { language: 'en' })
    await edit(`/desk/tickets/${ticket.id}/edit`, {
      title: 'Де знайти рахунок за березень?',
      text: 'Я не бачу **рахунку** за березень, дивіться https://example.org/x будь ласка.',
    })
    const row = await rowOf(ticket)
    expect(row).toMatchObject({ language: 'uk' })
    expect(row.html).toContain('<strong>рахунку</strong>')
    expect(row.html).toContain('ugc')
    expect(row.edited_at).not.toBeNull()
  })

  test('that was not changed leaves nothing behind', async () => {
    const ticket = await makeTicket(site.house, { title: 'As it was', source: 'As it was, too.' })
    const before = await rowOf(ticket)
    await edit(`/desk/tickets/${ticket.id}/edit`, { title: 'As it was', text: 'As it was, too.' })
    expect(await rowOf(ticket)).toEqual(before)
    expect(await eventsOf(ticket)).toEqual([])
  })

  test('comes back with its faults, and previews without being saved', async () => {
    const ticket = await makeTicket(site.house)
    const path = `/desk/tickets/${ticket.id}/edit`
    const wrong = await edit(path, { title: ' ', text: 'Still here.' })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('Still here.')
    expect(wrong.text).toContain('id="f-title-error"')
    const preview = await edit(path, { title: 'T', text: 'See *this*', preview: '1' })
    expect(preview.text).toContain('<em>this</em>')
    expect(await eventsOf(ticket)).toEqual([])
  })

  test('of two who edit at once does not undo the other without a word', async () => {
    const ticket = await makeTicket(site.house, { source: 'First.' })
    const path = `/desk/tickets/${ticket.id}/edit`
    const { text } = await mira.get(path)
    const was = /name="was" value="([^"]+)"/.exec(text)?.[1] ?? ''
    await edit(path, { title: 'Title', text: 'Second.' }, await site.staff())
    const refused = await mira.post(path).type('form').send({ was, title: 'Title', text: 'Third.' }).expect(409)
    expect(refused.text).toContain('Third.')
    expect((await rowOf(ticket)).source).toBe('Second.')
    const now = /name="was" value="([^"]+)"/.exec(refused.text)?.[1] ?? ''
    await mira.post(path).type('form').send({ was: now, title: 'Title', text: 'Third.' }).expect(303)
    expect((await rowOf(ticket)).source).toBe('Third.')
  })
})

describe('a reply of staff', () => {
  test('is edited by anyone of the team, its earlier text kept', async () => {
    const ticket = await makeTicket(site.house)
    const { id } = await makeReply(site.house, ticket, { staff: mira.made, source: 'With a typpo.' })
    const answer = await edit(`/desk/replies/${id}/edit`, { text: 'Without a typo.' }, await site.staff())
    expect(answer.headers.location).toBe(`/desk/tickets/${ticket.id}?did=edited#reply-${id}`)
    const { text } = await site.visitor().get(ticket.url)
    expect(text).toContain('Without a typo.')
    expect(text).not.toContain('typpo')
    expect((await mira.get(`/desk/tickets/${ticket.id}/earlier`)).text).toContain('With a typpo.')
    expect((await site.visitor().get('/search?q=typpo')).text).not.toContain(ticket.url)
    expect(await eventsOf(ticket)).toEqual(['edited'])
  })

  test('that is a note leaves what strangers see as it was, to the header', async () => {
    const ticket = await makeTicket(site.house)
    const { id } = await makeReply(site.house, ticket, { staff: mira.made, audience: 'note', source: 'Old note.' })
    const before = await site.visitor().get(ticket.url)
    const row = await rowOf(ticket)
    await edit(`/desk/replies/${id}/edit`, { text: 'New note.' })
    const after = await site.visitor().get(ticket.url)
    expect(after.text).toBe(before.text)
    expect(after.headers['last-modified']).toBe(before.headers['last-modified'])
    expect(await rowOf(ticket)).toEqual(row)
  })

  test('is all that can be edited: a visitor’s words are theirs', async () => {
    const ticket = await makeTicket(site.house)
    const { id } = await makeReply(site.house, ticket, { byRequester: true })
    await mira.get(`/desk/replies/${id}/edit`).expect(404)
    await mira.post(`/desk/replies/${id}/edit`).type('form').send({ was: 'x', text: 'I love it here.' }).expect(404)
  })
})

describe('an imported ticket', () => {
  test('has its HTML of then for staff, as text that cannot run', async () => {
    const ticket = await makeTicket(site.house)
    await site.house.db
      .insertInto('originals')
      .values({ ticket_id: ticket.id, html: '<p onclick="x()">Hi <script>alert(1)</script></p>' })
      .execute()
    expect((await mira.get(`/desk/tickets/${ticket.id}`)).text).toContain(`/desk/tickets/${ticket.id}/earlier`)
    const { text } = await mira.get(`/desk/tickets/${ticket.id}/earlier`).expect(200)
    expect(text).toContain('&lt;script&gt;alert(1)')
    expect(text).not.toContain('<script>alert')
  })
})

describe('whoever is not of the team', () => {
  test('edits nothing', async () => {
    const known = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: known.personId })
    const { id } = await makeReply(site.house, ticket, { staff: mira.made })
    const before = await rowOf(ticket)
    for (const browser of [site.visitor(), known]) {
      for (const path of [`/desk/tickets/${ticket.id}/edit`, `/desk/replies/${id}/edit`]) {
        await browser.get(path).expect(303)
        const refused = await browser.post(path).type('form').send({ was: 'x', title: 'Mine', text: 'now' })
        expect([303, 401, 403]).toContain(refused.status)
      }
    }
    expect(await rowOf(ticket)).toEqual(before)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeReply, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const post = (path: string, fields: Record<string, string> = {}) => mira.post(path).type('form').send(fields)
const rowOf = (ticket: { id: number }) =>
  site.house.db.selectFrom('tickets').selectAll().where('id', '=', ticket.id).executeTakeFirstOrThrow()
const eventsOf = async (ticket: { id: number }) =>
  (
    await site.house.db.selectFrom('events').select('type').where('ticket_id', '=', ticket.id).orderBy('id').execute()
  ).map(({ type }) => type)
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)

describe('removing a ticket', () => {
  test('says first what will be lost, and does nothing by being looked at', async () => {
    const ticket = await makeTicket(site.house)
    const { text } = await mira.get(`/desk/tickets/${ticket.id}/remove`).expect(200)
    expect(text).toContain('It disappears for everybody')
    await site.visitor().get(ticket.url).expect(200)
    await post(`/desk/tickets/${ticket.id}/remove`, {}).expect(422)
    await site.visitor().get(ticket.url).expect(200)
  })

  test.each(['deleted', 'spam'])(
    'as %s answers 410 where it was public, and is gone from lists and search',
    async (why) => {
      const ticket = await makeTicket(site.house, { source: 'All about platypuses, at some length.' })
      const answer = await post(`/desk/tickets/${ticket.id}/remove`, { why, in: 'view=open' }).expect(303)
      expect(answer.headers.location).toBe(`/desk/tickets/${ticket.id}/removed?in=view%3Dopen`)
      const gone = await site.visitor().get(ticket.url).expect(410)
      expect(gone.text).not.toContain('platypuses')
      for (const url of ['/tickets', '/search?q=platypuses', '/desk?view=open']) {
        expect((await mira.get(url).expect(200)).text).not.toContain(`/tickets/${ticket.id}`)
      }
      expect((await mira.get('/desk?view=removed')).text).toContain(`/desk/tickets/${ticket.id}?view=removed`)
      expect(await eventsOf(ticket)).toEqual(['discarded'])
    },
  )

  test('of a private or never released one looks like an unknown number to everybody outside', async () => {
    const known = await site.known()
    for (const given of [{ visibility: 'private' }, { review_state: 'held' }] as const) {
      const ticket = await makeTicket(site.house, { ...given, requesterId: known.personId })
      await known.get(ticket.url).expect(200)
      await post(`/desk/tickets/${ticket.id}/remove`, { why: 'deleted' }).expect(303)
      await known.get(ticket.url).expect(404)
      await site.visitor().get(ticket.url).expect(404)
    }
  })

  test('can be undone: the page says who removed it, and brings it back as it was', async () => {
    const ticket = await makeTicket(site.house, { createdAt: hoursAgo(3), source: 'Worth keeping.' })
    const before = await rowOf(ticket)
    await post(`/desk/tickets/${ticket.id}/remove`, { why: 'spam' }).expect(303)
    const opened = await mira.get(`/desk/tickets/${ticket.id}`).expect(303)
    expect(opened.headers.location).toBe(`/desk/tickets/${ticket.id}/removed`)
    const { text } = await mira.get(opened.headers.location ?? '').expect(200)
    for (const words of ['Worth keeping.', mira.made.name, 'Marked as spam', 'Bring it back'])
      expect(text).toContain(words)
    await post(`/desk/tickets/${ticket.id}/restore`).expect(303)
    await site.visitor().get(ticket.url).expect(200)
    const { changed_at: _now, ...after } = await rowOf(ticket)
    expect(before).toMatchObject(after)
    expect(await eventsOf(ticket)).toEqual(['discarded', 'restored'])
  })

  test('that its author withdrew is theirs to decide', async () => {
    const ticket = await makeTicket(site.house, { columns: { removed_at: new Date(), removed_why: 'withdrawn' } })
    const { text } = await mira.get(`/desk/tickets/${ticket.id}/removed`).expect(200)
    expect(text).not.toContain('Bring it back')
    await post(`/desk/tickets/${ticket.id}/restore`).expect(409)
    await site.visitor().get(ticket.url).expect(410)
  })
})

describe('removing a reply', () => {
  test('takes it from every page and count, with what it was marked as, and can be undone', async () => {
    const ticket = await makeTicket(site.house, { createdAt: hoursAgo(9), columns: { waiting_since: null } })
    const { id } = await makeReply(site.house, ticket, {
      staff: mira.made,
      source: 'canary of marmalade',
      official: true,
      createdAt: hoursAgo(8),
    })
    const answer = await post(`/desk/replies/${id}/remove`).expect(303)
    const row = await rowOf(ticket)
    expect(row).toMatchObject({ reply_count: 0, official_reply_id: null, first_reply_at: null })
    // Nobody has answered now: it must not slip out of the queue.
    expect(row.waiting_since).toEqual(row.created_at)
    expect((await site.visitor().get(ticket.url)).text).not.toContain('marmalade')
    expect((await site.visitor().get('/search?q=marmalade')).text).not.toContain(ticket.url)

    const page = (await mira.get(answer.headers.location ?? '')).text
    expect(page).toContain('notice--undo')
    await post(`/desk/tickets/${ticket.id}/restore-reply`, { reply: String(id) }).expect(303)
    expect((await site.visitor().get(ticket.url)).text).toContain('marmalade')
    expect(await rowOf(ticket)).toMatchObject({ reply_count: 1, waiting_since: null })
    expect(await eventsOf(ticket)).toEqual(['reply_removed', 'restored'])
  })

  test('a follow-up of the requester that nobody has answered keeps the ticket in the queue until it is removed', async () => {
    const ticket = await makeTicket(site.house, { createdAt: hoursAgo(9) })
    await makeReply(site.house, ticket, { staff: mira.made, createdAt: hoursAgo(8) })
    const { id } = await makeReply(site.house, ticket, { byRequester: true, createdAt: hoursAgo(7) })
    const second = await makeReply(site.house, ticket, { byRequester: true, createdAt: hoursAgo(6) })
    await site.house.db
      .updateTable('tickets')
      .set({ waiting_since: hoursAgo(7) })
      .where('id', '=', ticket.id)
      .execute()
    await post(`/desk/replies/${id}/remove`).expect(303)
    expect((await rowOf(ticket)).waiting_since?.getTime()).toBeCloseTo(hoursAgo(6).getTime(), -4)
    await post(`/desk/replies/${second.id}/remove`).expect(303)
    expect((await rowOf(ticket)).waiting_since).toBeNull()
  })

  test('that is a note leaves what strangers see as it was', async () => {
    const ticket = await makeTicket(site.house)
    const { id } = await makeReply(site.house, ticket, { staff: mira.made, audience: 'note' })
    const before = await site.visitor().get(ticket.url)
    const row = await rowOf(ticket)
    await post(`/desk/replies/${id}/remove`).expect(303)
    expect((await site.visitor().get(ticket.url)).headers.etag).toBe(before.headers.etag)
    expect(await rowOf(ticket)).toEqual(row)
  })

  test('that its writer took back, or that became a ticket, is not brought back by staff', async () => {
    const kim = await site.known()
    const ticket = await makeTicket(site.house)
    const { id } = await makeReply(site.house, ticket, { personId: kim.personId, source: 'I said marzipan.' })
    await kim.post(`/tickets/${ticket.id}/replies/${id}/withdraw`).type('form').send({}).expect(303)
    const history = (await mira.get(`/desk/tickets/${ticket.id}/history`).expect(200)).text
    expect(history).not.toContain('restore-reply')
    const refused = await post(`/desk/tickets/${ticket.id}/restore-reply`, { reply: String(id) }).expect(409)
    expect(refused.text).toContain('that is theirs to decide')
    expect((await site.visitor().get(ticket.url)).text).not.toContain('marzipan')

    const other = await makeReply(site.house, ticket, { source: 'Something else: nougat.' })
    const fields = { title: 'About nougat', kind: 'question', visibility: 'public' }
    await post(`/desk/replies/${other.id}/split`, fields).expect(303)
    await post(`/desk/tickets/${ticket.id}/restore-reply`, { reply: String(other.id) }).expect(409)
  })

  test('of another ticket cannot be brought back through this one', async () => {
    const ticket = await makeTicket(site.house)
    const other = await makeTicket(site.house)
    const { id } = await makeReply(site.house, other)
    await post(`/desk/replies/${id}/remove`).expect(303)
    await post(`/desk/tickets/${ticket.id}/restore-reply`, { reply: String(id) }).expect(404)
    await post(`/desk/tickets/${ticket.id}/restore-reply`, { reply: 'x' }).expect(404)
  })
})

describe('whoever is not of the team', () => {
  test('removes and restores nothing', async () => {
    const known = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: known.personId })
    const { id } = await makeReply(site.house, ticket, { staff: mira.made })
    const removed = await makeTicket(site.house, { columns: { removed_at: new Date(), removed_why: 'deleted' } })
    for (const browser of [site.visitor(), known]) {
      await browser.get(`/desk/tickets/${ticket.id}/remove`).expect(303)
      await browser.get(`/desk/tickets/${removed.id}/removed`).expect(303)
      for (const path of [
        `/desk/tickets/${ticket.id}/remove`,
        `/desk/tickets/${removed.id}/restore`,
        `/desk/replies/${id}/remove`,
      ]) {
        const refused = await browser.post(path).type('form').send({ why: 'spam' })
        expect([303, 401, 403]).toContain(refused.status)
      }
    }
    expect((await rowOf(ticket)).removed_at).toBeNull()
    expect((await rowOf(removed)).removed_at).not.toBeNull()
    expect(await rowOf(ticket)).toMatchObject({ reply_count: 1 })
  })
})

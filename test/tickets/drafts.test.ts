import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forgetDrafts } from '../../src/tickets/answering/drafts.ts'
import { type MadeTicket, makeArticle, makeReply, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

type Agent = Awaited<ReturnType<Site['staff']>>
let site: Site
let mira: Agent

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const keep = (ticket: MadeTicket, fields: Record<string, string>, who = mira) =>
  who.post(`/desk/tickets/${ticket.id}/draft`).field({ mode: 'public', ...fields })
const send = (ticket: MadeTicket, fields: Record<string, string>, who = mira) =>
  who.post(`/desk/tickets/${ticket.id}/replies`).field({ mode: 'public', ...fields })
const pageOf = async (ticket: MadeTicket, who = mira) => (await who.get(`/desk/tickets/${ticket.id}`).expect(200)).text
const versionIn = (text: string) => /data-version="(\d+)"/.exec(text)?.[1] ?? ''
const rows = (ticket: MadeTicket) =>
  site.house.db.selectFrom('drafts').select(['fields', 'version']).where('ticket_id', '=', ticket.id).execute()

describe('a reply that was begun', () => {
  test('stands in the box again on another device, with mode, article and all that was chosen', async () => {
    const ticket = await makeTicket(site.house)
    const article = await makeArticle(site.house, { title: 'How bells are hung' })
    const fields = { mode: 'private', text: 'I would first look at the', [`article-${article.id}`]: '1' }
    const { text } = await keep(ticket, fields).expect(200)
    expect(text).toContain('Draft saved')
    const elsewhere = await site.signedIn(mira.made)
    const page = await pageOf(ticket, elsewhere)
    expect(page).toContain('I would first look at the')
    expect(page).toMatch(/value="private" id="mode-private" checked/)
    expect(page).toMatch(new RegExp(`name="article-${article.id}" value="1" checked`))
    expect(page).toContain('Your draft, saved')
  })

  test('is nobody else’s', async () => {
    const ticket = await makeTicket(site.house)
    await keep(ticket, { text: 'between me and my keyboard' }).expect(200)
    expect(await pageOf(ticket, await site.staff())).not.toContain('between me and my keyboard')
    expect((await site.visitor().get(ticket.url).expect(200)).text).not.toContain('between me and my keyboard')
  })

  test('is gone once it is sent, and a save that comes late does not bring it back', async () => {
    const ticket = await makeTicket(site.house)
    const version = versionIn((await keep(ticket, { text: 'The clapper is loose.' }).expect(200)).text)
    await send(ticket, { text: 'The clapper is loose.' }).expect(303)
    expect(await rows(ticket)).toEqual([])
    await keep(ticket, { text: 'The clapper is loose.', draft: version }).expect(409)
    await keep(ticket, { text: 'The clapper is loose.' }).expect(409)
    expect(await rows(ticket)).toEqual([])
  })

  test('is never written over by a page that is older', async () => {
    const ticket = await makeTicket(site.house)
    const first = versionIn((await keep(ticket, { text: 'One' }).expect(200)).text)
    await keep(ticket, { text: 'One and two', draft: first }).expect(200)
    const late = await keep(ticket, { text: 'One, but older', draft: first }).expect(409)
    expect(late.text).toContain('on another page of yours')
    await keep(ticket, { text: 'From a page without a draft' }).expect(409)
    expect(await rows(ticket)).toEqual([{ fields: { mode: 'public', text: 'One and two' }, version: 2 }])
  })

  test('goes with its last word, and when it is dropped', async () => {
    const ticket = await makeTicket(site.house)
    const version = versionIn((await keep(ticket, { text: 'Hm' }).expect(200)).text)
    await keep(ticket, { text: ' ', draft: version }).expect(200)
    expect(await rows(ticket)).toEqual([])
    await keep(ticket, { text: 'Again' }).expect(200)
    await keep(ticket, { act: 'drop', text: 'Again' }).expect(303)
    expect(await rows(ticket)).toEqual([])
  })

  test('is kept by a button where there is no script', async () => {
    const ticket = await makeTicket(site.house)
    const { headers } = await send(ticket, { act: 'keep', text: 'To be gone on with' }).expect(303)
    expect(headers.location).toBe(`/desk/tickets/${ticket.id}#answer`)
    expect(await pageOf(ticket)).toContain('To be gone on with')
    expect(
      (await site.house.db.selectFrom('replies').select('id').where('ticket_id', '=', ticket.id).execute()).length,
    ).toBe(0)
  })

  test('comes back with what was typed when somebody else wrote first, and shows their words', async () => {
    const ticket = await makeTicket(site.house)
    await keep(ticket, { text: 'My answer' }).expect(200)
    await makeReply(site.house, ticket, { byRequester: true, source: 'It has stopped by itself.' })
    const { text } = await send(ticket, { text: 'My answer' }).expect(409)
    expect(text).toContain('It has stopped by itself.')
    expect(text).toContain('My answer')
    expect(text).toContain('Somebody has written in the meantime')
    expect(text).toMatch(/class="message[^"]* is-new"[\s\S]*>New<[\s\S]*It has stopped by itself/)
    expect((await rows(ticket)).length).toBe(1)
  })

  test('moves nothing that readers see, leaves no line in the history, and is forgotten in the end', async () => {
    const ticket = await makeTicket(site.house)
    const before = await site.visitor().get(ticket.url).expect(200)
    await keep(ticket, { text: 'Quietly' }).expect(200)
    const after = await site.visitor().get(ticket.url).expect(200)
    expect(after.headers.etag).toBe(before.headers.etag)
    await site.house.db
      .updateTable('drafts')
      .set({ updated_at: sql`now() - interval '91 days'` })
      .where('ticket_id', '=', ticket.id)
      .execute()
    await forgetDrafts(site.house.db)
    expect(await rows(ticket)).toEqual([])
  })

  test('is for staff to keep', async () => {
    const ticket = await makeTicket(site.house)
    await site.visitor().post(`/desk/tickets/${ticket.id}/draft`).field({ text: 'x' }).expect(303)
    expect(await rows(ticket)).toEqual([])
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formTo } from '../support/html.ts'
import { makeReply, makeTicket } from '../support/make.ts'
import type { Browser, Site } from '../support/site.ts'
import { asked, eventsOf, newcomer, openSiteOfMany, repliesOf, ticketRow } from './posting.ts'

let site: Site
beforeAll(async () => {
  site = await openSiteOfMany()
})
afterAll(() => site.close())

const post = (browser: Browser, path: string, fields: object = {}) => browser.post(path).type('form').send(fields)
const longAgo = () => new Date(Date.now() - 16 * 60_000)
const age = (id: number) =>
  site.house.db.updateTable('tickets').set({ created_at: longAgo() }).where('id', '=', id).execute()

describe('for fifteen minutes the author', () => {
  test('may change title and text; the earlier ones are kept for staff', async () => {
    const { id, browser, url } = await asked(site, { title: 'Helo', text: 'Frist text of it.' })
    const { action, fields } = formTo((await browser.get(`/tickets/${id}/edit`)).text, `/tickets/${id}/edit`)
    expect(fields).toMatchObject({ title: 'Helo', text: 'Frist text of it.' })
    const answer = await post(browser, action, { title: 'Hello', text: 'First **text** of it.' }).expect(303)
    expect(answer.headers.location).toBe(`/tickets/${id}-hello`)
    const row = await ticketRow(site, id)
    expect(row).toMatchObject({ title: 'Hello', slug: 'hello', excerpt: 'First text of it.' })
    expect(row.edited_at).not.toBeNull()
    expect(row.search).toContain('hello')
    const versions = await site.house.db.selectFrom('text_versions').selectAll().where('ticket_id', '=', id).execute()
    expect(versions).toMatchObject([{ title: 'Helo', source: 'Frist text of it.' }])
    expect(await eventsOf(site, id)).toEqual(['asked', 'edited'])
    expect((await newcomer(site).get(url).expect(301)).headers.location).toBe(`/tickets/${id}-hello`)
  })

  test('sees it as it will look first, and is told what is missing', async () => {
    const { id, browser } = await asked(site)
    const shown = await post(browser, `/tickets/${id}/edit`, { title: 'New', text: '**new**', preview: '1' }).expect(
      200,
    )
    expect(shown.text).toContain('<strong>new</strong>')
    const wrong = await post(browser, `/tickets/${id}/edit`, { title: '', text: 'Kept words' }).expect(422)
    expect(formTo(wrong.text, `/tickets/${id}/edit`).fields.text).toBe('Kept words')
    expect(await eventsOf(site, id)).toEqual(['asked'])
  })

  test('changes nothing by saving what was there', async () => {
    const { id, browser } = await asked(site, { title: 'As it was' })
    const { action, fields } = formTo((await browser.get(`/tickets/${id}/edit`)).text, `/tickets/${id}/edit`)
    await post(browser, action, fields).expect(303)
    expect(await eventsOf(site, id)).toEqual(['asked'])
  })

  test('cannot slip advertising in after a look: the new words are unreviewed, or held', async () => {
    const { id, browser } = await asked(site, { title: 'Harmless', text: 'Quite harmless words.' })
    await site.house.db.updateTable('tickets').set({ review_state: 'approved' }).where('id', '=', id).execute()
    await post(browser, `/tickets/${id}/edit`, { title: 'Harmless', text: 'Still harmless words.' }).expect(303)
    expect((await ticketRow(site, id)).review_state).toBe('unreviewed')
    const text = Array.from({ length: 12 }, (_, n) => `https://spam${n}.example`).join(' ')
    await post(browser, `/tickets/${id}/edit`, { title: 'Harmless', text }).expect(303)
    expect((await ticketRow(site, id)).review_state).toBe('held')
    await newcomer(site).get(`/tickets/${id}`).expect(404)
  })

  test('may withdraw it, after one question: a public address then says 410, to everybody', async () => {
    const { id, browser, url } = await asked(site)
    const page = await browser.get(`/tickets/${id}/withdraw`).expect(200)
    expect(page.text).toContain('It disappears for everybody')
    expect((await ticketRow(site, id)).removed_at).toBeNull()
    const { action, fields } = formTo(page.text, `/tickets/${id}/withdraw`)
    await post(browser, action, fields).expect(303)
    await newcomer(site).get(url).expect(410)
    expect((await ticketRow(site, id)).removed_why).toBe('withdrawn')
    expect(await eventsOf(site, id)).toEqual(['asked', 'withdrawn'])
  })

  test('may withdraw a private one: it is as if it had never been', async () => {
    const { id, browser, url } = await asked(site, { visibility: 'private' })
    await post(browser, `/tickets/${id}/withdraw`).expect(303)
    await browser.get(url).expect(404)
    await newcomer(site).get(url).expect(404)
  })

  test('may change and withdraw a reply too', async () => {
    const ticket = await makeTicket(site.house)
    const browser = await site.known()
    await post(browser, `/tickets/${ticket.id}/replies`, { text: 'I have that tooo.' }).expect(303)
    const [reply] = await repliesOf(site, ticket.id)
    const path = `/tickets/${ticket.id}/replies/${reply?.id}`
    expect((await browser.get(ticket.url)).text).toContain(`${path}/edit`)
    const { fields } = formTo((await browser.get(`${path}/edit`)).text, `${path}/edit`)
    expect(fields.text).toBe('I have that tooo.')
    await post(browser, `${path}/edit`, { text: 'I have that too.' }).expect(303)
    expect((await repliesOf(site, ticket.id))[0]).toMatchObject({ source: 'I have that too.' })
    await post(browser, `${path}/edit`, { text: '' }).expect(422)
    await browser.get(`${path}/withdraw`).expect(200)
    await post(browser, `${path}/withdraw`).expect(303)
    expect((await newcomer(site).get(ticket.url)).text).not.toContain('I have that too')
    expect((await ticketRow(site, ticket.id)).reply_count).toBe(0)
  })
})

describe('after fifteen minutes', () => {
  test('nothing changes any more, and the text is given back', async () => {
    const { id, browser, url } = await asked(site)
    await age(id)
    await browser.get(`/tickets/${id}/edit`).expect(409)
    const answer = await post(browser, `/tickets/${id}/edit`, { title: 'Late', text: 'My late words.' }).expect(409)
    expect(answer.text).toContain('My late words.')
    expect(answer.text).toContain('15 minutes')
    await post(browser, `/tickets/${id}/withdraw`).expect(409)
    expect((await browser.get(url)).text).not.toContain(`/tickets/${id}/edit`)
  })
})

describe('nobody else', () => {
  test('may change or withdraw anything; a private ticket looks unknown to them', async () => {
    const { id } = await asked(site)
    const secret = await asked(site, { visibility: 'private' })
    for (const act of ['edit', 'withdraw']) {
      await newcomer(site).get(`/tickets/${id}/${act}`).expect(403)
      await post(newcomer(site), `/tickets/${id}/${act}`, { title: 'x', text: 'x' }).expect(403)
      await newcomer(site).get(`/tickets/${secret.id}/${act}`).expect(404)
      await post(newcomer(site), `/tickets/${secret.id}/${act}`, { title: 'x', text: 'x' }).expect(404)
    }
    expect(await eventsOf(site, id)).toEqual(['asked'])
  })

  test('may change a reply: not the requester of the ticket, not another visitor, not one of staff’s', async () => {
    const known = await site.known()
    const ticket = await makeTicket(site.house, { requesterId: known.personId })
    const strangers = await makeReply(site.house, ticket)
    const hidden = await makeReply(site.house, ticket, { audience: 'note' })
    for (const browser of [known, newcomer(site)]) {
      await browser.get(`/tickets/${ticket.id}/replies/${strangers.id}/edit`).expect(403)
      await browser.get(`/tickets/${ticket.id}/replies/${hidden.id}/edit`).expect(404)
      await post(browser, `/tickets/${ticket.id}/replies/${strangers.id}/withdraw`).expect(403)
    }
  })
})

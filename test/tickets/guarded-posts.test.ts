import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeTicket } from '../support/make.ts'
import type { Site } from '../support/site.ts'
import { asked, formMade, idIn, newcomer, openSiteOfMany, question, repliesOf, ticketRow } from './posting.ts'

let site: Site

beforeAll(async () => {
  site = await openSiteOfMany()
})
afterAll(() => site.close())

const TEXT = 'The export fails.\n\nLog in with hushbird@posteo.de and password hushword77.'

/** The whole form as it stands on the step: hidden fields, boxes, and the button that is pressed. */
function formOn(page: string, guard: string): Record<string, string> {
  const form = /<main[\s\S]*?(<form class="(?:form|reply-box)[\s\S]*?<\/form>)/.exec(page)?.[1] ?? ''
  const fields: Record<string, string> = {}
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1]
    const isBox = /type="checkbox"/.test(input)
    if (!name || (isBox && !/ checked/.test(input))) continue
    fields[name] = (/value="([^"]*)"/.exec(input)?.[1] ?? '').replaceAll('&#10;', '\n').replaceAll('&#39;', "'")
  }
  const text = /<textarea[^>]*name="text"[^>]*>\n?([\s\S]*?)<\/textarea>/.exec(form)?.[1]
  return { ...fields, ...(text === undefined ? {} : { text }), guard }
}

describe('asking in public with something private in the text', () => {
  test('is asked about kindly, once, with nothing lost and nothing stored', async () => {
    const browser = newcomer(site)
    const { text } = await browser
      .post('/tickets')
      .type('form')
      .send(question(site, { text: TEXT }))
      .expect(200)
    expect(text).toContain('May everyone read this?')
    expect(text).toContain('It is for you to decide.')
    expect(text).toContain('<mark>hushbird@posteo.de</mark>')
    expect(text).toContain('<mark>hushword77</mark>')
    expect(formOn(text, 'hide').text).toBe(TEXT)
  })

  test('hiding it posts the rest; the team keeps the original, strangers see marks', async () => {
    const browser = newcomer(site)
    const step = await browser
      .post('/tickets')
      .type('form')
      .send(question(site, { text: TEXT }))
    const posted = await browser.post('/tickets').type('form').send(formOn(step.text, 'hide')).expect(303)
    const id = idIn(posted.headers.location ?? '')
    const page = (await site.visitor().get(`/tickets/${id}`).redirects(1).expect(200)).text
    expect(page).toContain('e-mail address removed')
    expect(page).not.toContain('hush')
    const kept = await site.house.db.selectFrom('redactions').selectAll().where('ticket_id', '=', id).execute()
    expect(kept).toMatchObject([{ source: TEXT, reply_id: null }])
    const events = await site.house.db.selectFrom('events').select('type').where('ticket_id', '=', id).execute()
    expect(events.map(({ type }) => type)).toContain('redacted')
    const mira = await site.staff()
    expect((await mira.get(`/desk/tickets/${id}`)).text).toContain('hushword77')
    // Sent once more by a nervous finger, it is the same ticket.
    const again = await browser.post('/tickets').type('form').send(formOn(step.text, 'hide')).expect(303)
    expect(idIn(again.headers.location ?? '')).toBe(id)
  })

  test('it can be asked privately instead, whole', async () => {
    const browser = newcomer(site)
    const step = await browser
      .post('/tickets')
      .type('form')
      .send(question(site, { text: TEXT }))
    const posted = await browser.post('/tickets').type('form').send(formOn(step.text, 'private')).expect(303)
    const row = await ticketRow(site, idIn(posted.headers.location ?? ''))
    expect(row).toMatchObject({ visibility: 'private', source: TEXT })
    await site.visitor().get(`/tickets/${row.id}`).expect(404)
  })

  test('it can be posted as it is: nobody is kept from it', async () => {
    const browser = newcomer(site)
    const step = await browser
      .post('/tickets')
      .type('form')
      .send(question(site, { text: TEXT }))
    const posted = await browser.post('/tickets').type('form').send(formOn(step.text, 'open')).expect(303)
    expect(await ticketRow(site, idIn(posted.headers.location ?? ''))).toMatchObject({
      visibility: 'public',
      source: TEXT,
    })
  })

  test('it can be changed: the form comes back with all that was typed', async () => {
    const browser = newcomer(site)
    const step = await browser
      .post('/tickets')
      .type('form')
      .send(question(site, { text: TEXT }))
    const { guard: _, ...fields } = formOn(step.text, '')
    const back = await browser
      .post('/tickets')
      .type('form')
      .send({ ...fields, again: '1' })
      .expect(200)
    expect(back.text).toContain('hushword77.</textarea>')
  })

  test('a private question is never asked about: our team reads it anyway', async () => {
    const { id } = await asked(site, { text: TEXT, visibility: 'private' })
    expect((await ticketRow(site, id)).source).toBe(TEXT)
  })

  test('a title is looked at too, and its address says nothing', async () => {
    const browser = newcomer(site)
    const step = await browser
      .post('/tickets')
      .type('form')
      .send(question(site, { title: 'hushbird@posteo.de gets no mail' }))
    const posted = await browser.post('/tickets').type('form').send(formOn(step.text, 'hide')).expect(303)
    expect(posted.headers.location).not.toContain('hush')
    const { title } = await ticketRow(site, idIn(posted.headers.location ?? ''))
    expect(title).toBe('[e-mail address removed] gets no mail')
  })
})

describe('replying in public with something private in it', () => {
  const send = (browser: ReturnType<typeof newcomer>, id: number, fields: Record<string, string>) =>
    browser
      .post(`/tickets/${id}/replies`)
      .type('form')
      .send({ form: formMade(site), homepage: '', ...fields })

  test('is asked about in the reply box; hiding it keeps the original for the team', async () => {
    const ticket = await makeTicket(site.house)
    const browser = newcomer(site)
    const step = await send(browser, ticket.id, { text: TEXT }).expect(200)
    expect(step.text).toContain('Something in your reply looks as if it were meant for fewer eyes.')
    expect(await repliesOf(site, ticket.id)).toEqual([])
    await send(browser, ticket.id, formOn(step.text, 'hide')).expect(303)
    const [reply] = await repliesOf(site, ticket.id)
    expect(reply?.source).toBe(
      'The export fails.\n\nLog in with ⟦e-mail address removed⟧ and password ⟦access key removed⟧.',
    )
    expect((await site.visitor().get(ticket.url)).text).not.toContain('hush')
    const kept = await site.house.db
      .selectFrom('redactions')
      .select('source')
      .where('ticket_id', '=', ticket.id)
      .execute()
    expect(kept).toEqual([{ source: TEXT }])
  })

  test('the whole reply can go to the team alone; no stranger sees that anything was said', async () => {
    const ticket = await makeTicket(site.house)
    const browser = newcomer(site)
    const before = await site.visitor().get(ticket.url)
    const step = await send(browser, ticket.id, { text: TEXT })
    await send(browser, ticket.id, formOn(step.text, 'private')).expect(303)
    const after = await site.visitor().get(ticket.url)
    expect(after.text).toBe(before.text)
    expect(after.headers['last-modified']).toBe(before.headers['last-modified'])
    expect((await browser.get(ticket.url)).text).toContain('hushword77')
    expect((await (await site.staff()).get(`/desk/tickets/${ticket.id}`)).text).toContain('hushword77')
  })

  test('changed to something else private, it is asked about anew; sent as it is, it goes', async () => {
    const ticket = await makeTicket(site.house)
    const browser = newcomer(site)
    const step = await send(browser, ticket.id, { text: TEXT })
    const fields = { ...formOn(step.text, 'open'), text: 'Call +380 67 123 45 67 then.' }
    const again = await send(browser, ticket.id, fields).expect(200)
    expect(again.text).toContain('<mark>+380 67 123 45 67</mark>')
    await send(browser, ticket.id, formOn(again.text, 'open')).expect(303)
    expect((await repliesOf(site, ticket.id)).map(({ source }) => source)).toEqual(['Call +380 67 123 45 67 then.'])
  })

  test('on a private ticket nothing is asked', async () => {
    const { id, browser } = await asked(site, { text: TEXT, visibility: 'private' })
    await send(browser, id, { text: 'My password is hushword78.' }).expect(303)
  })
})

describe('changing a text within the first minutes', () => {
  test('asks about what is new in it, and about nothing that was posted as it is before', async () => {
    const me = newcomer(site)
    const step = await me
      .post('/tickets')
      .type('form')
      .send(question(site, { text: TEXT }))
    const posted = await me.post('/tickets').type('form').send(formOn(step.text, 'open')).expect(303)
    const id = idIn(posted.headers.location ?? '')
    const title = 'The export fails'
    const edit = (fields: Record<string, string>) => me.post(`/tickets/${id}/edit`).type('form').send(fields)
    await edit({ title, text: `${TEXT} Still.` }).expect(303)
    const text = `${TEXT} Call +380 67 123 45 67.`
    const asks = await edit({ title, text }).expect(200)
    expect(asks.text).toContain('<mark>+380 67 123 45 67</mark>')
    expect(asks.text).not.toContain('<mark>hushword77</mark>')
    const guarded = /name="guarded" value="([^"]*)"/.exec(asks.text)?.[1] ?? ''
    await edit({ title, text, guarded, [`hide_${guarded}`]: '1', guard: 'hide' }).expect(303)
    expect((await ticketRow(site, id)).source).toContain('Call ⟦telephone number removed⟧.')
    expect((await (await site.staff()).get(`/desk/tickets/${id}`)).text).toContain('Call +380 67 123 45 67.')
  })
})

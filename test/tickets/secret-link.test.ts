import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formTo } from '../support/html.ts'
import { openSite, SITE_URL, type Site } from '../support/site.ts'
import { asked, eventsOf, newcomer, openSiteOfMany } from './posting.ts'

let site: Site
beforeAll(async () => {
  site = await openSiteOfMany({ SMTP_URL: 'smtp://127.0.0.1:1' })
})
afterAll(() => site.close())

const linkOf = async ({ id, browser }: Awaited<ReturnType<typeof asked>>) => {
  const { text } = await browser.get(`/tickets/${id}/secret-link`).expect(200)
  return /\/t\/[\w-]+/.exec(text)?.[0] ?? ''
}
const mails = async () =>
  (await site.house.db.selectFrom('outbox').select('message').orderBy('id').execute()).map(({ message }) =>
    JSON.stringify(message),
  )

describe('a secret link', () => {
  test('opens its private ticket in another browser, as the requester’s, and no other', async () => {
    const first = await asked(site, { visibility: 'private', title: 'Mine alone' })
    const second = await asked(site, { visibility: 'private', title: 'Mine alone, too' }, first.browser)
    const other = newcomer(site)
    const answer = await other.get(await linkOf(first)).expect(303)
    expect(answer.headers.location).toBe(first.url)
    expect(answer.headers['cache-control']).toBe('private, no-store')
    const page = await other.get(first.url).expect(200)
    expect(page.text).toContain('Only you and our team can read this')
    expect(page.text).toContain(`/tickets/${first.id}/edit`)
    await other.get(second.url).expect(404)
    await newcomer(site).get(first.url).expect(404)
  })

  test('is remembered beside those opened before', async () => {
    const [one, two] = [await asked(site, { visibility: 'private' }), await asked(site, { visibility: 'private' })]
    const other = newcomer(site)
    await other.get(await linkOf(one)).expect(303)
    await other.get(await linkOf(two)).expect(303)
    await other.get(one.url).expect(200)
    await other.get(two.url).expect(200)
  })

  test('that is forged, cut, of an earlier version or of a ticket withdrawn in private is an unknown address', async () => {
    const ticket = await asked(site, { visibility: 'private' })
    const link = await linkOf(ticket)
    const wrong = [
      `${link}x`,
      link.slice(0, -1),
      link.replace(/\d+-1-/, '999999-1-'),
      link.replace('-1-', '-2-'),
      '/t/x',
    ]
    for (const path of [...wrong, '/t/%00', '/t/1-1-']) await newcomer(site).get(path).expect(404)
    const flipped = link.slice(0, -1) + (link.endsWith('A') ? 'B' : 'A')
    await newcomer(site).get(flipped).expect(404)
    await ticket.browser.post(`/tickets/${ticket.id}/withdraw`).expect(303)
    await newcomer(site).get(link).expect(404)
  })

  test('can be made anew: earlier ones stop at once, also where they were opened; the author’s browsers go on', async () => {
    const ticket = await asked(site, { visibility: 'private' })
    const link = await linkOf(ticket)
    const guest = newcomer(site)
    await guest.get(link).expect(303)
    await ticket.browser.post(`/tickets/${ticket.id}/renew-link`).expect(303)
    await guest.get(ticket.url).expect(404)
    await newcomer(site).get(link).expect(404)
    await ticket.browser.get(ticket.url).expect(200)
    const renewed = await linkOf(ticket)
    expect(renewed).not.toBe(link)
    const other = newcomer(site)
    await other.get(renewed).expect(303)
    // Who came by the link and renews it stays in.
    await other.post(`/tickets/${ticket.id}/renew-link`).expect(303)
    await other.get(ticket.url).expect(200)
    expect(await eventsOf(site, ticket.id)).toEqual(['asked', 'link_renewed', 'link_renewed'])
  })

  test('is to be had as a file', async () => {
    const ticket = await asked(site, { visibility: 'private', title: 'To be kept' })
    const file = await ticket.browser.get(`/tickets/${ticket.id}/secret-link.txt`).expect(200)
    expect(file.headers['content-disposition']).toContain('attachment')
    expect(file.headers['cache-control']).toBe('private, no-store')
    expect(file.text).toContain(SITE_URL + (await linkOf(ticket)))
    expect(file.text).toContain('To be kept')
  })

  test('is for nobody but the requester and staff', async () => {
    const open = await asked(site)
    const secret = await asked(site, { visibility: 'private' })
    for (const act of ['secret-link', 'secret-link.txt']) {
      await newcomer(site).get(`/tickets/${open.id}/${act}`).expect(403)
      await newcomer(site).get(`/tickets/${secret.id}/${act}`).expect(404)
    }
    for (const act of ['mail-link', 'renew-link']) {
      await newcomer(site).post(`/tickets/${open.id}/${act}`).expect(403)
      await newcomer(site).post(`/tickets/${secret.id}/${act}`).expect(404)
    }
    await (await site.staff()).get(`/tickets/${secret.id}/secret-link`).expect(200)
  })

  test('is not given to a guest, who may read the ticket', async () => {
    const secret = await asked(site, { visibility: 'private' })
    const guest = await site.known()
    await site.house.db
      .insertInto('ticket_people')
      .values({ ticket_id: secret.id, person_id: guest.personId, role: 'guest' })
      .execute()
    expect((await guest.get(secret.url).expect(200)).text).not.toContain('/t/')
    await guest.get(`/tickets/${secret.id}/secret-link`).expect(403)
  })
})

describe('by mail to oneself', () => {
  test('goes the link and a fixed text, three times a day to one address at most', async () => {
    const ticket = await asked(site, { visibility: 'private', title: 'Buy watches here' })
    const { action } = formTo((await ticket.browser.get(ticket.url)).text, `/tickets/${ticket.id}/mail-link`)
    const count = (await mails()).length
    const send = () => ticket.browser.post(action).type('form').send({ email: 'anna@example.org' })
    for (const _ of [1, 2, 3]) await send().expect(303)
    const refused = await send().expect(422)
    expect(refused.text).toContain('several mails from us today')
    const sent = (await mails()).slice(count)
    expect(sent).toHaveLength(3)
    expect(sent[0]).toContain(await linkOf(ticket))
    expect(sent[0]).not.toContain('watches')
  })

  test('goes nothing to what is no address, and what was typed stands there', async () => {
    const ticket = await asked(site)
    const answer = await ticket.browser
      .post(`/tickets/${ticket.id}/mail-link`)
      .type('form')
      .send({ email: 'anna at example' })
      .expect(422)
    expect(formTo(answer.text, `/tickets/${ticket.id}/mail-link`).fields.email).toBe('anna at example')
  })

  test('goes nothing while the ticket is held, nor where no mail can be sent', async () => {
    const count = (await mails()).length
    const held = await asked(site, { homepage: 'x' })
    await held.browser.post(`/tickets/${held.id}/mail-link`).type('form').send({ email: 'a@example.org' }).expect(409)
    expect(await mails()).toHaveLength(count)
    const mute = await openSite()
    try {
      const ticket = await asked(mute, {}, mute.visitor())
      await ticket.browser
        .post(`/tickets/${ticket.id}/mail-link`)
        .type('form')
        .send({ email: 'a@example.org' })
        .expect(409)
    } finally {
      await mute.close()
    }
  })
})

describe('carrying one’s tickets to another device', () => {
  const carry = async (browser: Awaited<ReturnType<typeof asked>>['browser']) => {
    const { text } = await browser.post('/my/carry').expect(200)
    return /\/my\/carry\/[\w-]{43}/.exec(text)?.[0] ?? ''
  }

  test('takes one link and one button; then both devices have them', async () => {
    const ticket = await asked(site, { visibility: 'private', title: 'Carried over' })
    const { action } = formTo((await ticket.browser.get('/my')).text, '/my/carry')
    expect(action).toBe('/my/carry')
    const link = await carry(ticket.browser)
    const phone = newcomer(site)
    const page = await phone.get(link).expect(200)
    await phone.get(ticket.url).expect(404)
    await phone.post(formTo(page.text, link).action).expect(303)
    await phone.get(ticket.url).expect(200)
    expect((await phone.get('/my')).text).toContain('Carried over')
    await ticket.browser.get(ticket.url).expect(200)
  })

  test('works once, within the hour, and not when guessed', async () => {
    const { browser } = await asked(site)
    const link = await carry(browser)
    await newcomer(site).post(link).expect(303)
    await newcomer(site).get(link).expect(410)
    await newcomer(site).post(link).expect(410)
    const late = await carry(browser)
    await site.house.db
      .updateTable('one_time_links')
      .set({ expires_at: new Date(Date.now() - 1000) })
      .execute()
    await newcomer(site).post(late).expect(410)
    await newcomer(site)
      .get(`/my/carry/${'a'.repeat(43)}`)
      .expect(410)
  })

  test('loses nothing this device had, and gives none of it to the other', async () => {
    const mine = await asked(site, { visibility: 'private', title: 'From the phone' })
    const theirs = await asked(site, { visibility: 'private', title: 'From the desk' })
    const link = await carry(theirs.browser)
    expect((await mine.browser.get(link)).text).toContain('stays open here as well')
    await mine.browser.post(link).expect(303)
    await mine.browser.get(mine.url).expect(200)
    await mine.browser.get(theirs.url).expect(200)
    await theirs.browser.get(mine.url).expect(404)
  })

  test('is nothing for a browser without tickets, nor for staff', async () => {
    await newcomer(site).post('/my/carry').expect(409)
    const staff = await site.staff()
    await staff.post('/my/carry').expect(409)
    const { browser } = await asked(site)
    await staff.post(await carry(browser)).expect(409)
  })

  test('never comes from another site', async () => {
    const { browser } = await asked(site)
    await browser.post('/my/carry').set('origin', 'https://evil.example').expect(403)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveSettings } from '../../src/settings/commands.ts'
import { formTo } from '../support/html.ts'
import { makeReply, makeStaff, makeTicket } from '../support/make.ts'
import type { Browser, Site } from '../support/site.ts'
import { asked, eventsOf, formMade, newcomer, openSiteOfMany, repliesOf, ticketRow } from './posting.ts'

let site: Site
beforeAll(async () => {
  site = await openSiteOfMany()
})
afterAll(() => site.close())

const TEXT = 'The same happens to me, on two machines and since Tuesday.'
let texts = 0
/** Words that nobody has written before: the same words of several people look like a script's. */
const newText = () => {
  texts += 1
  return `${TEXT} It is the ${texts}th time.`
}
const send = (browser: Browser, id: number, fields: object = {}) =>
  browser
    .post(`/tickets/${id}/replies`)
    .type('form')
    .send({ text: newText(), ...fields })

describe('a reply', () => {
  test('is anybody’s to write on a public ticket, without an account, by the fields of its page', async () => {
    const ticket = await makeTicket(site.house)
    const browser = newcomer(site)
    const page = await browser.get(ticket.url)
    const { fields } = formTo(page.text, `/tickets/${ticket.id}/replies`)
    expect(Object.keys(fields).sort()).toEqual(['homepage', 'name', 'text'])
    const answer = await send(browser, ticket.id, { ...fields, text: TEXT, name: 'Pete' }).expect(303)
    const [reply] = await repliesOf(site, ticket.id)
    expect(answer.headers.location).toBe(`${ticket.url}#reply-${reply?.id}`)
    expect(reply).toMatchObject({
      author_name: 'Pete',
      by_requester: false,
      by_staff: false,
      review_state: 'unreviewed',
    })
    expect((await newcomer(site).get(ticket.url)).text).toContain(TEXT)
    expect((await ticketRow(site, ticket.id)).reply_count).toBe(1)
    expect(await eventsOf(site, ticket.id)).toEqual(['replied'])
  })

  test('sent twice within ten minutes is one reply, also at the same moment', async () => {
    const ticket = await makeTicket(site.house)
    const browsers = Array.from({ length: 4 }, () => newcomer(site, '10.251.0.9'))
    const text = newText()
    const answers = await Promise.all(browsers.map((browser) => send(browser, ticket.id, { text })))
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303])
    expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1)
    const known = await site.known()
    await send(known, ticket.id, { text: 'Another thing that I noticed today.' }).expect(303)
    await send(known, ticket.id, { text: 'another THING that i noticed today!' }).expect(303)
    expect(await repliesOf(site, ticket.id)).toHaveLength(2)
  })

  test('with a fault comes back on the ticket’s page with what was typed', async () => {
    const ticket = await makeTicket(site.house)
    const answer = await send(newcomer(site), ticket.id, { text: '  ', name: 'x'.repeat(61) }).expect(422)
    expect(answer.text).toContain('href="#f-text"')
    expect(answer.text).toContain('At most 60 characters')
    expect(formTo(answer.text, `/tickets/${ticket.id}/replies`).fields.name).toBe('x'.repeat(61))
  })

  test('is shown as it will look before it is sent, with JavaScript off', async () => {
    const ticket = await makeTicket(site.house)
    const answer = await send(newcomer(site), ticket.id, { text: 'It is **bold**', preview: '1' }).expect(200)
    expect(answer.text).toContain('It is <strong>bold</strong>')
    expect(await repliesOf(site, ticket.id)).toHaveLength(0)
  })

  test('on a private ticket is its people’s only; a stranger’s gets the answer of an unknown number', async () => {
    const { id, browser } = await asked(site, { visibility: 'private' })
    const stranger = await send(newcomer(site), id).expect(404)
    const unknown = await send(newcomer(site), 999_999).expect(404)
    const bare = (text: string) => text.replaceAll(/\/tickets\/\d+/g, '').replaceAll(/It is the \d+th/g, '')
    expect(bare(stranger.text)).toBe(bare(unknown.text))
    expect(stranger.text).toContain(TEXT)
    await send(browser, id).expect(303)
    expect((await repliesOf(site, id))[0]).toMatchObject({
      audience: 'public',
      by_requester: true,
      review_state: 'approved',
    })
  })

  test('of staff is written on the desk: here their text is given back', async () => {
    const ticket = await makeTicket(site.house)
    const staff = await site.staff()
    expect((await staff.get(ticket.url)).text).toContain(`href="/desk/tickets/${ticket.id}"`)
    const answer = await send(staff, ticket.id).expect(409)
    expect(answer.text).toContain(TEXT)
  })

  test('waits on no switch when it is the requester’s; strangers are told, with their text', async () => {
    const { id, browser } = await asked(site, { title: 'Mine to go on with' })
    const set = async (anonymousReplies: boolean) => {
      await site.house.db.transaction().execute((trx) => saveSettings(trx, { anonymousReplies }))
      await site.house.settings.refresh()
    }
    await set(false)
    try {
      const refused = await send(newcomer(site), id).expect(403)
      expect(refused.text).toContain(TEXT)
      await send(browser, id).expect(303)
    } finally {
      await set(true)
    }
  })

  test('on a ticket that is gone says so and gives the text back', async () => {
    const ticket = await makeTicket(site.house, {
      columns: { removed_at: new Date(), removed_why: 'withdrawn', was_public: true },
    })
    expect((await send(newcomer(site), ticket.id).expect(410)).text).toContain(TEXT)
  })
})

describe('what the requester writes', () => {
  const ticketOf = async (status: string, kind: 'question' | 'thanks' = 'question') => {
    const known = await site.known()
    const ticket = await makeTicket(site.house, { status, kind, requesterId: known.personId })
    return { ticket, known }
  }

  test('puts a waiting ticket back before staff', async () => {
    const { ticket, known } = await ticketOf('waiting_for_you')
    await send(known, ticket.id, { text: 'Here is the log you asked for.' }).expect(303)
    const row = await ticketRow(site, ticket.id)
    expect(row.phase).toBe('open')
    expect(row.waiting_since).not.toBeNull()
    expect(await eventsOf(site, ticket.id)).toEqual(['replied', 'status_changed'])
  })

  test('opens an answered ticket again when it is a real follow-up', async () => {
    const { ticket, known } = await ticketOf('answered')
    await send(known, ticket.id, { text: 'Thanks, but now the second printer has the same trouble.' }).expect(303)
    expect(await ticketRow(site, ticket.id)).toMatchObject({ phase: 'open', thanked_at: null, done_at: null })
  })

  test.each([
    'Thank you, that did it!',
    'Спасибо большое, всё работает',
    'Щиро дякую, допомогло!',
    'شكرًا جزيلًا، تم حل المشكلة',
    'Danke, hat geklappt',
  ])('leaves it closed when it is a thank-you: %s', async (text) => {
    const { ticket, known } = await ticketOf('answered')
    await send(known, ticket.id, { text }).expect(303)
    const row = await ticketRow(site, ticket.id)
    expect(row).toMatchObject({ phase: 'done', waiting_since: null })
    expect(row.thanked_at).not.toBeNull()
    expect((await repliesOf(site, ticket.id))[0]?.is_thanks).toBe(true)
    expect(await eventsOf(site, ticket.id)).toEqual(['replied', 'thanked'])
  })

  test('never opens a thanks ticket; what is not thanks waits there to be seen', async () => {
    const { ticket, known } = await ticketOf('received', 'thanks')
    await send(known, ticket.id, { text: 'By the way, how do I change my plan?' }).expect(303)
    const row = await ticketRow(site, ticket.id)
    expect(row.phase).toBe('done')
    expect(row.waiting_since).not.toBeNull()
  })

  test('is the requester’s also from a browser that came by the secret link', async () => {
    const { id, browser, url } = await asked(site, { visibility: 'private', name: 'Anna' })
    const kept = await browser.get(`${url}?new=1`)
    const [link = ''] = /\/t\/[\w-]+/.exec(kept.text) ?? []
    const other = newcomer(site)
    await other.get(link).expect(303)
    await send(other, id).expect(303)
    expect((await repliesOf(site, id))[0]).toMatchObject({ by_requester: true, author_name: 'Anna' })
    expect((await browser.get(url)).text).toContain(TEXT)
  })

  test('of others moves nothing', async () => {
    const { ticket } = await ticketOf('answered')
    await send(newcomer(site), ticket.id).expect(303)
    expect(await ticketRow(site, ticket.id)).toMatchObject({ phase: 'done', waiting_since: null })
  })
})

describe('a name', () => {
  beforeAll(async () => {
    await makeStaff(site.house, { name: 'Mira Novak' })
    await site.house.db.transaction().execute((trx) => saveSettings(trx, { name: 'Fernhold' }))
    await site.house.settings.refresh()
  })

  const nameShown = async (name: string) => {
    const ticket = await makeTicket(site.house, { requesterName: 'Anna K.' })
    await send(newcomer(site), ticket.id, { name, form: formMade(site) }).expect(303)
    return (await repliesOf(site, ticket.id))[0]?.author_name
  }

  test.each([
    ['an agent’s', 'Mira Novak'],
    ['an agent’s in other letters', 'Мirа Nоvаk'],
    ['an agent’s with accents and capitals', 'MÍRA NOVÁK'],
    ['an agent’s with something added', 'Mira Novak (Fernhold)'],
    ['the site’s', 'fernhold'],
    ['the team’s', 'Support Team'],
    ['a role in another language', 'Администратор'],
    ['a role in Arabic', 'الدعم الفني'],
    ['the requester’s', 'anna k.'],
  ])('that looks like %s is shown as a visitor’s', async (_, name) => {
    expect(await nameShown(name)).toBe('')
  })

  test.each([['Mira'], ['Anna Karenina'], ['Олена'], ['J. Doe'], ['محمد']])(
    'of somebody else stays: %s',
    async (name) => {
      expect(await nameShown(name)).toBe(name)
    },
  )

  test('on a ticket passes for staff as little', async () => {
    const { id } = await asked(site, { name: 'Mirа Nоvak' })
    expect(await ticketRow(site, id)).toMatchObject({
      requester_name: '',
      spam_signals: expect.arrayContaining(['name_of_staff']),
    })
  })
})

describe('a browser that nobody knows, with a doubtful post', () => {
  const doubtful = (browser: Browser, id: number, fields: object = {}) =>
    send(browser, id, { text: `Look at https://one.example and https://two.example. ${newText()}`, ...fields })

  test('is shown its text once more, and can send it then', async () => {
    const ticket = await makeTicket(site.house)
    const browser = newcomer(site)
    const asked = await doubtful(browser, ticket.id).expect(200)
    expect(asked.text).toContain('We do not know this browser yet.')
    expect(await repliesOf(site, ticket.id)).toHaveLength(0)
    const { fields } = formTo(asked.text, `/tickets/${ticket.id}/replies`)
    expect(fields.form).toBeTruthy()
    await send(browser, ticket.id, { ...fields, form: formMade(site) }).expect(303)
    expect(await repliesOf(site, ticket.id)).toHaveLength(1)
  })

  test('is not asked when it was here before', async () => {
    const ticket = await makeTicket(site.house)
    await doubtful(await site.known(), ticket.id).expect(303)
  })
})

test('a reply to a reply of staff is counted and searched only when everybody can read it', async () => {
  const ticket = await makeTicket(site.house)
  await makeReply(site.house, ticket, { audience: 'private' })
  await send(newcomer(site), ticket.id, {
    homepage: 'x',
    text: 'Held words about zebras.',
    form: formMade(site),
  }).expect(303)
  expect((await ticketRow(site, ticket.id)).reply_count).toBe(0)
  expect((await ticketRow(site, ticket.id)).search).not.toContain('zebra')
})

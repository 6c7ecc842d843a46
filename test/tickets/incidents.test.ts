import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { siteCarriers } from '../../src/app.ts'
import { deliverNext } from '../../src/notify/deliver.ts'
import { saveSettings } from '../../src/settings/commands.ts'
import { formTo } from '../support/html.ts'
import { type MadeTicket, makePerson, makeTicket } from '../support/make.ts'
import type { Browser, Site } from '../support/site.ts'
import { asked, eventsOf, newcomer, openSiteOfMany, repliesOf, ticketRow } from './posting.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSiteOfMany()
  mira = await site.staff()
})
afterAll(() => site.close())

const quiet = { info: () => {}, warn: () => {} }
const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 16)
const page = async (path: string, browser: Browser = site.visitor()) => (await browser.get(path).expect(200)).text
const front = () => page('/')

/** Posts the form of an incident's page as it stands there, with what is typed over it. */
async function act(ticket: MadeTicket, name: string, typed: Record<string, string> = {}) {
  const url = `/desk/tickets/${ticket.id}/incident`
  const form = formTo(await page(url, mira), name ? `${url}/${name}` : url)
  return mira
    .post(form.action)
    .type('form')
    .send({ ...form.fields, ...typed })
}

let made = 0
async function declared(given: Parameters<typeof makeTicket>[1] = {}): Promise<MadeTicket & { headline: string }> {
  made += 1
  const headline = `Sign-in number ${made} fails`
  const ticket = await makeTicket(site.house, { kind: 'problem', title: `Cannot sign in ${made}`, ...given })
  await act(ticket, '', { headline }).then(({ status }) => expect(status).toBe(303))
  return { ...ticket, headline }
}

async function finish(ticket: MadeTicket, text = 'A full disk; there are two now.') {
  const answer = await act(ticket, 'end', { text })
  expect(answer.status).toBe(303)
  return answer
}

/** All rows that an act on these tickets may move; the date of the page's last change may not come back. */
async function rowsOf(...ids: number[]): Promise<string[]> {
  const found: string[] = []
  for (const [table, column] of [
    ['tickets', 'id'],
    ['replies', 'ticket_id'],
    ['votes', 'ticket_id'],
    ['incidents', 'ticket_id'],
    ['incident_tickets', 'ticket_id'],
  ] as const) {
    const { rows } = await sql<{ row: string }>`SELECT (to_jsonb(t.*) - 'changed_at')::text AS row
      FROM ${sql.table(table)} t WHERE ${sql.ref(`t.${column}`)} = ANY(${ids}::int[]) ORDER BY 1`.execute(site.house.db)
    found.push(...rows.map(({ row }) => `${table} ${row}`))
  }
  return found
}

/** One click on the undo that the page offers. */
async function takeBack(location: string | undefined, ticket: MadeTicket) {
  const text = await page(location ?? '', mira)
  const action = /action="(\/desk\/undos\/\d+)"/.exec(text)?.[1] ?? ''
  const answer = await mira.post(action).type('form').send(formTo(text, action).fields)
  expect(answer.headers.location).toBe(`/desk/tickets/${ticket.id}/incident`)
}

const lettersOf = (ticket: { id: number }) =>
  site.house.db
    .selectFrom('outbox')
    .selectAll()
    .where('dedupe_key', 'like', `incident:${ticket.id}:%`)
    .orderBy('id')
    .execute()

/** Lets a minute pass, and the letters out. */
async function deliver() {
  await site.house.db.updateTable('outbox').set({ run_at: new Date() }).where('sent_at', 'is', null).execute()
  while (await deliverNext(site.house.db, siteCarriers(site.house), quiet));
}

describe('an incident that runs', () => {
  test('stands on the front page and above the ask form, and changes both when it starts, changes and ends', async () => {
    const before = await site.visitor().get('/')
    const ticket = await declared()
    const running = await site.visitor().get('/')
    expect(running.text).toContain(ticket.headline)
    expect(running.headers.etag).not.toBe(before.headers.etag)
    expect(await page('/tickets/new')).toContain(ticket.headline)
    expect(await page('/tickets/new')).toContain('One click is enough')
    await act(ticket, 'update', { text: 'The disk is full.', headline: 'Nobody can sign in' })
    const told = await site.visitor().get('/')
    expect(told.text).toContain('Nobody can sign in')
    expect(told.text).toContain('The disk is full.')
    expect(told.headers.etag).not.toBe(running.headers.etag)
    expect(await page(ticket.url)).toContain('The disk is full.')
    await finish(ticket)
    expect(await front()).not.toContain('Nobody can sign in')
    expect(await page(ticket.url)).toContain('It is over')
    expect(await eventsOf(site, ticket.id)).toEqual(
      expect.arrayContaining(['incident_declared', 'incident_updated', 'replied', 'incident_ended']),
    )
  })

  test('says since when and when the next word comes, and no clock: its pages are the same byte for byte', async () => {
    const ticket = await makeTicket(site.house, { kind: 'problem' })
    await act(ticket, '', { since: '2026-03-28T10:20', next: soon(90) })
    const first = await site.visitor().get('/')
    expect(first.text).toMatch(/<time datetime="2026-03-28T10:20:00.000Z" data-exact>March 28 at 10:20\sAM UTC<\/time>/)
    expect(first.text).toContain(`<time datetime="${soon(90)}:00.000Z" data-exact>`)
    for (const url of ['/', ticket.url]) {
      const one = await site.visitor().get(url)
      await new Promise((passed) => setTimeout(passed, 1100))
      expect((await site.visitor().get(url)).text).toBe(one.text)
      await site
        .visitor()
        .get(url)
        .set('if-none-match', one.headers.etag ?? '')
        .expect(304)
    }
    await finish(ticket)
  })

  test('is told in every language of the interface', async () => {
    const ticket = await declared()
    for (const [language, words] of [
      ['ru', 'Мы знаем:'],
      ['uk', 'Ми знаємо:'],
      ['ar', 'نعلم بالأمر:'],
    ] as const) {
      expect((await site.visitor().get('/').set('accept-language', language)).text).toContain(words)
    }
    await finish(ticket)
  })

  test('leaves the pages of everybody at the moment its ticket is made private', async () => {
    const ticket = await declared()
    await site.house.db.updateTable('tickets').set({ visibility: 'private' }).where('id', '=', ticket.id).execute()
    expect(await front()).not.toContain(ticket.headline)
    expect(await page('/tickets/new')).not.toContain(ticket.headline)
    await site.visitor().post(`/tickets/${ticket.id}/me-too`).type('form').send({}).expect(404)
    await site.house.db.updateTable('tickets').set({ visibility: 'public' }).where('id', '=', ticket.id).execute()
    await finish(ticket)
  })

  test('is declared of a public problem only, once, with times that can be', async () => {
    const idea = await makeTicket(site.house, { kind: 'idea' })
    const hidden = await makeTicket(site.house, { kind: 'problem', visibility: 'private' })
    const held = await makeTicket(site.house, { kind: 'problem', review_state: 'held' })
    expect((await act(idea, '')).text).toContain('Only a problem can be an incident')
    for (const ticket of [hidden, held]) expect((await act(ticket, '')).text).toContain('its ticket must be public')
    const ticket = await makeTicket(site.house, { kind: 'problem' })
    for (const [typed, words] of [
      [{ headline: '' }, 'Please fill this in'],
      [{ since: 'yesterday' }, 'Write a day and a time'],
      [{ since: soon(60) }, 'cannot have begun later than now'],
      [{ next: '2020-01-01T00:00' }, 'must come later than now'],
      [{ next: soon(60 * 24 * 30) }, 'Nobody waits longer than two weeks'],
    ] as const) {
      const answer = await act(ticket, '', { headline: 'Kept words', ...typed })
      expect(answer.status).toBe(422)
      expect(answer.text).toContain(words)
    }
    const url = `/desk/tickets/${ticket.id}/incident`
    const form = formTo(await page(url, mira), url)
    await mira.post(url).type('form').send(form.fields).expect(303)
    await mira.post(url).type('form').send(form.fields).expect(409)
    await finish(ticket)
    await mira.post(`${url}/end`).type('form').send({ text: 'Twice.' }).expect(409)
  })

  test('is taken back whole: the declaration, the news, the gathering and the end', async () => {
    const ticket = await makeTicket(site.house, { kind: 'problem', title: 'Uploads stop at once' })
    const other = await makeTicket(site.house, { kind: 'question', title: 'Why do uploads stop?' })
    const steps = [
      ['', { text: 'We look.' }],
      ['update', { text: 'Found it.' }],
      ['gather', { [`ticket_${other.id}`]: '1' }],
      ['end', { text: 'Mended.', closes: '1' }],
    ] as const
    for (const [name, typed] of steps) {
      const before = await rowsOf(ticket.id, other.id)
      const answer = await act(ticket, name, typed)
      expect(answer.status).toBe(303)
      expect(await rowsOf(ticket.id, other.id)).not.toEqual(before)
      await takeBack(answer.headers.location, ticket)
      expect(await rowsOf(ticket.id, other.id), name).toEqual(before)
      expect(await eventsOf(site, ticket.id)).toContain('undone')
      await act(ticket, name, typed)
    }
    expect(await ticketRow(site, other.id)).toMatchObject({ phase: 'done' })
  })
})

describe('“me too”', () => {
  test('stands in place of a ticket: one click, counted once, and the way to be told', async () => {
    const ticket = await declared()
    const browser = newcomer(site)
    const form = formTo(await page('/tickets/new', browser), `/tickets/${ticket.id}/me-too`)
    const answer = await browser.post(form.action).type('form').send(form.fields).expect(303)
    expect(answer.headers.location).toBe(`${ticket.url}#incident`)
    await browser.post(form.action).type('form').send({}).expect(303)
    expect((await ticketRow(site, ticket.id)).vote_count).toBe(1)
    expect(await page('/', browser)).toContain('You are in it')
    expect(await front()).not.toContain('You are in it')

    const own = formTo(await page(ticket.url, browser), form.action)
    expect(own.fields).toEqual({ email: '' })
    await browser.post(own.action).type('form').send({ email: 'no address' }).expect(422)
    await browser.post(own.action).type('form').send({ email: 'olena@example.org' }).expect(303)
    expect(await page(ticket.url, browser)).toContain('When it is over, we write to you')
    await finish(ticket)
    await browser.post(own.action).type('form').send({}).expect(409)
  })

  test('is not offered where the admin has closed voting', async () => {
    const ticket = await declared()
    const { house } = site
    const close = (closed: boolean) =>
      house.db.transaction().execute((trx) => saveSettings(trx, { anonymousVotes: !closed }))
    await close(true)
    await house.settings.refresh()
    expect(await front()).not.toContain('/me-too')
    await site.visitor().post(`/tickets/${ticket.id}/me-too`).type('form').send({}).expect(403)
    await close(false)
    await house.settings.refresh()
    await finish(ticket)
  })
})

describe('gathering', () => {
  test('offers what was asked meanwhile and reads alike, private ones too, for staff to confirm', async () => {
    const ticket = await declared({ title: 'Exports of invoices fail with error 500' })
    const alike = await makeTicket(site.house, { kind: 'problem', title: 'Invoices: exports fail again' })
    const hidden = await makeTicket(site.house, {
      visibility: 'private',
      title: 'My exports of invoices fail, customer 4711',
    })
    const [old, held, idea, unlike] = [
      await makeTicket(site.house, {
        title: 'Exports of invoices fail with error 500',
        createdAt: new Date('2026-01-01T00:00:00Z'),
      }),
      await makeTicket(site.house, { review_state: 'held', title: 'Exports of invoices fail with error 500' }),
      await makeTicket(site.house, { kind: 'idea', title: 'Exports of invoices without error 500' }),
      await makeTicket(site.house, { title: 'How do I rename a project?' }),
    ]
    const text = await page(`/desk/tickets/${ticket.id}/incident`, mira)
    for (const { id } of [alike, hidden]) expect(text).toContain(`name="ticket_${id}"`)
    for (const { id } of [old, held, idea, unlike]) expect(text).not.toContain(`name="ticket_${id}"`)

    const answer = await act(ticket, 'gather', { [`ticket_${alike.id}`]: '1', number: `#${hidden.id}` })
    expect(answer.status).toBe(303)
    expect(await eventsOf(site, alike.id)).toContain('incident_gathered')
    // They wait with it, and whoever reads the public one is led there; the private one is named to nobody.
    expect(await ticketRow(site, alike.id)).toMatchObject({ waiting_since: null, first_reply_due_at: null })
    expect(await page(alike.url)).toContain('This is part of a known problem')
    expect(await page(ticket.url)).not.toContain('4711')
    expect(await page(`/desk/tickets/${ticket.id}/incident`, mira)).not.toContain(`name="ticket_${alike.id}"`)

    const release = `/desk/tickets/${ticket.id}/incident/release`
    await mira
      .post(release)
      .type('form')
      .send({ ticket: String(alike.id) })
      .expect(303)
    expect(await ticketRow(site, alike.id)).toMatchObject({
      waiting_since: expect.any(Date),
      first_reply_due_at: expect.any(Date),
    })
    expect(await eventsOf(site, alike.id)).toContain('incident_released')
    await mira
      .post(release)
      .type('form')
      .send({ ticket: String(alike.id) })
      .expect(409)
    await finish(ticket)
  })

  test('refuses the incident itself, another one, one gathered elsewhere, and what is not there: nothing half done', async () => {
    const [ticket, other] = [await declared(), await declared()]
    const [taken, free, removed] = [
      await makeTicket(site.house),
      await makeTicket(site.house),
      await makeTicket(site.house, { columns: { removed_at: new Date(), removed_why: 'deleted' } }),
    ]
    await act(other, 'gather', { number: String(taken.id) })
    for (const [typed, words] of [
      [{ number: String(ticket.id) }, 'is the incident itself'],
      [{ number: String(other.id) }, 'is an incident of its own'],
      [{ number: String(taken.id), [`ticket_${free.id}`]: '1' }, 'gathered into another incident'],
      [{ number: String(removed.id) }, 'There is no ticket'],
      [{ number: '999999' }, 'There is no ticket'],
      [{ number: 'the blue one' }, 'This is no ticket’s number'],
      [{}, 'Tick at least one'],
    ] as const) {
      const answer = await act(ticket, 'gather', typed)
      expect(answer.status).toBe(422)
      expect(answer.text).toContain(words)
    }
    expect(await ticketRow(site, free.id)).toMatchObject({ waiting_since: expect.any(Date) })
    await finish(ticket)
    await finish(other)
  })

  test('is one click on a ticket of the desk, while an incident runs', async () => {
    const ticket = await declared()
    const own = await makeTicket(site.house)
    const text = await page(`/desk/tickets/${own.id}?view=open`, mira)
    const form = formTo(text, `/desk/tickets/${ticket.id}/incident/gather`)
    const answer = await mira.post(form.action).type('form').send(form.fields).expect(303)
    expect(answer.headers.location).toBe(`/desk/tickets/${own.id}?view=open&did=incident_gathered`)
    const after = await page(answer.headers.location ?? '', mira)
    expect(after).toContain('Gathered into an incident')
    expect(after).toContain('Part of the incident')
    expect(after).toMatch(/action="\/desk\/undos\/\d+"/)
    await finish(ticket)
  })
})

describe('the end', () => {
  test('answers and closes what was gathered, and tells everyone in it who left an address, once each', async () => {
    const ticket = await declared({ requesterId: await makePerson(site.house, { email: 'first@example.org' }) })
    const own = await makeTicket(site.house, {
      visibility: 'private',
      requesterId: await makePerson(site.house, { email: 'hidden@example.org' }),
    })
    await makeTicket(site.house, { requesterId: await makePerson(site.house, { email: 'elsewhere@example.org' }) })
    // The same address said "me too" from two browsers, and asked as well.
    for (const email of ['Hidden@example.org', 'voter@example.org', 'voter@example.org', '']) {
      const browser = newcomer(site)
      await browser.post(`/tickets/${ticket.id}/me-too`).type('form').send({ email }).expect(303)
    }
    await act(ticket, 'gather', { number: String(own.id) })
    const text = await page(`/desk/tickets/${ticket.id}/incident`, mira)
    expect(text).toContain('3 people left an address')
    await act(ticket, 'end', { text: 'The disk is larger now.', closes: '1' })

    const letters = await lettersOf(ticket)
    const told = letters.map(({ message }) => message as { to: string; link: string; name: string })
    expect(told.map(({ to }) => to.toLowerCase()).sort()).toEqual([
      'first@example.org',
      'hidden@example.org',
      'voter@example.org',
    ])
    expect(told.find(({ to }) => to === 'hidden@example.org')?.link).toMatch(new RegExp(`^/t/${own.id}-`))
    expect(told.find(({ to }) => to === 'voter@example.org')?.link).toBe(`/tickets/${ticket.id}`)
    // Never anybody's words to an address that nobody has proven.
    expect(JSON.stringify(told)).not.toContain('disk')

    expect(await ticketRow(site, own.id)).toMatchObject({ phase: 'done' })
    expect((await repliesOf(site, own.id)).map(({ source }) => source)).toEqual(['The disk is larger now.'])
    expect(await page(ticket.url)).toContain('The disk is larger now.')
    await deliver()
    expect((await lettersOf(ticket)).every(({ sent_at }) => sent_at !== null)).toBe(true)
  })

  test('tells nobody who may not read any more, and nobody at all when it is taken back within a minute', async () => {
    const ticket = await declared()
    const browser = newcomer(site)
    await browser.post(`/tickets/${ticket.id}/me-too`).type('form').send({ email: 'late@example.org' }).expect(303)
    const answer = await finish(ticket)
    expect((await lettersOf(ticket))[0]?.run_at.getTime()).toBeGreaterThan(Date.now() + 30_000)
    await takeBack(answer.headers.location, ticket)
    await deliver()
    expect(await lettersOf(ticket)).toMatchObject([{ sent_at: null, failed_at: expect.any(Date) }])
    // Ended again, it is told after all; made private before the letter leaves, it is not.
    await finish(ticket)
    expect(await lettersOf(ticket)).toMatchObject([{ sent_at: null, failed_at: null }])
    await site.house.db.updateTable('tickets').set({ visibility: 'private' }).where('id', '=', ticket.id).execute()
    await deliver()
    expect(await lettersOf(ticket)).toMatchObject([{ sent_at: null, failed_at: expect.any(Date) }])
  })

  test('gives back to the queue what was gathered, when it is not to be closed', async () => {
    const ticket = await declared()
    const own = await asked(site)
    await act(ticket, 'gather', { number: String(own.id) })
    const url = `/desk/tickets/${ticket.id}/incident/end`
    await mira.post(url).type('form').send({ text: 'Mended.' }).expect(303)
    expect(await ticketRow(site, own.id)).toMatchObject({ phase: 'open', waiting_since: expect.any(Date) })
    expect(await page(own.url)).toContain('part of a problem that is over')
  })
})

test('an incident that runs cannot be merged away, for everybody is led to it', async () => {
  const [ticket, other] = [await declared(), await makeTicket(site.house, { kind: 'problem' })]
  const url = `/desk/tickets/${ticket.id}/merge`
  const text = await page(`${url}?into=${other.id}`, mira)
  const { text: refused } = await mira.post(url).type('form').send(formTo(text, url).fields).expect(409)
  expect(refused).toContain('is an incident that runs')
  expect(await ticketRow(site, ticket.id)).toMatchObject({ merged_into: null })
  await finish(ticket)
})

test('incidents are listed on the desk, those whose word is due marked, and are for staff alone', async () => {
  const ticket = await declared()
  await site.house.db
    .updateTable('incidents')
    .set({ next_word_at: new Date(Date.now() - 60_000) })
    .where('ticket_id', '=', ticket.id)
    .execute()
  const text = await page('/desk/incidents', mira)
  expect(text).toContain(ticket.headline)
  expect(text).toContain('next word was due at')
  expect(await page(`/desk/tickets/${ticket.id}`, mira)).toContain('next word was due at')
  for (const path of ['/desk/incidents', `/desk/tickets/${ticket.id}/incident`]) {
    await site.visitor().get(path).expect(303)
  }
  await finish(ticket)
})

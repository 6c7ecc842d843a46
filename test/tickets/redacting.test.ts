import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeArticle, makePerson, makeReply, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'
import { actOn, eventsOf, rowOf, undoOn } from './desk-acts.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
// So that no other ticket's words stand on the lists.
beforeEach(() => site.house.db.updateTable('tickets').set({ visibility: 'private' }).execute())
afterAll(() => site.close())

/** The boxes of the guard as they stand on a page, all ticked or none. */
function boxes(page: string, tick = true): Record<string, string> {
  const guarded = /name="guarded" value="([^"]*)"/.exec(page)?.[1] ?? ''
  const hide = tick ? guarded.split(',').filter(Boolean) : []
  const seen = /name="seen" value="([^"]*)"/.exec(page)?.[1]
  return { guarded, ...(seen && { seen }), ...Object.fromEntries(hide.map((key) => [`hide_${key}`, '1'])) }
}

const TABLES = ['tickets', 'replies', 'redactions', 'text_versions'] as const

async function rowsOf(id: number): Promise<string[]> {
  const found: string[] = []
  for (const table of TABLES) {
    const column = table === 'tickets' ? 'id' : 'ticket_id'
    const { rows } = await sql<{ row: string }>`SELECT (to_jsonb(t.*) - 'changed_at')::text AS row
      FROM ${sql.table(table)} t WHERE ${sql.ref(column)} = ${id} ORDER BY 1`.execute(site.house.db)
    found.push(...rows.map(({ row }) => `${table} ${row}`))
  }
  return found
}

const MAIL = 'hushbird@posteo.de'
const SOURCE = `My export fails since Monday.\n\nMy mailbox is ${MAIL} and my password is hushword77.\n\nIt says error 5.`

/** Everywhere a stranger can look. */
async function seenByStrangers(ticket: { id: number; url: string }): Promise<string> {
  const addresses = [
    ticket.url,
    '/',
    '/tickets',
    '/tickets?sort=activity',
    '/search?q=export+fails',
    '/suggest?title=My+export+fails+since+Monday',
    '/my',
    `/tickets/${ticket.id}/edit`,
    `/desk/tickets/${ticket.id}/earlier`,
    `/desk/tickets/${ticket.id}/redact`,
    '/sitemap.xml',
    '/tickets.atom',
    '/desk/stream',
  ]
  const answers = await Promise.all(addresses.map((address) => site.visitor().get(address)))
  // Nothing is found by what is hidden; the words one searched for stand on the page, so it is the ticket that must not.
  for (const word of ['hushbird', MAIL, 'hushword77', 'hushplace', 'hushtitle']) {
    const { text } = await site.visitor().get(`/search?q=${encodeURIComponent(word)}`)
    expect(text).not.toContain(`/tickets/${ticket.id}-`)
  }
  return answers.map(({ text, headers }) => `${text}${headers.location ?? ''}`).join('\n')
}

describe('hiding something from the public', () => {
  test('what was ticked is in no answer a stranger can get; staff read the original', async () => {
    const ticket = await makeTicket(site.house, { title: `Export for ${MAIL} fails`, source: SOURCE })
    await makeReply(site.house, ticket, { byRequester: true, source: `Again: ${MAIL}, near hushplace.` })
    const page = (await mira.get(`/desk/tickets/${ticket.id}/redact`).expect(200)).text
    expect(page).toContain('E-mail address')
    expect(page).toContain('Password or access key')
    await actOn(mira, ticket, 'redact', { ...boxes(page), also: 'hushplace' }).expect(303)

    const row = await rowOf(site, ticket)
    expect(row.title).toBe('Export for [e-mail address removed] fails')
    expect(row.source).not.toMatch(/hush/)
    expect(row.slug).not.toMatch(/hush/)
    const { text } = await site.visitor().get(ticket.url.replace(/-.*/, '')).redirects(1).expect(200)
    expect(text).toContain('<span class="removed">e-mail address removed</span>')
    expect(text).toContain('<span class="removed">access key removed</span>')
    expect(text).toContain('My export fails since Monday.')
    expect(await seenByStrangers({ id: ticket.id, url: `/tickets/${ticket.id}-${row.slug}` })).not.toMatch(/hush/)

    const desk = (await mira.get(`/desk/tickets/${ticket.id}`).expect(200)).text
    expect(desk).toContain('Original, for the team only')
    expect(desk).toContain('hushword77')
    expect(desk).toContain('near hushplace')
    expect((await eventsOf(site, ticket)).at(-1)).toMatchObject({
      type: 'redacted',
      is_public: false,
      data: { kinds: ['email', 'secret', 'other'], texts: 2 },
    })
  })

  test('the undo puts back the very same rows', async () => {
    const ticket = await makeTicket(site.house, { source: SOURCE })
    await makeReply(site.house, ticket, { byRequester: true, source: `Again: ${MAIL}` })
    await mira.get(`/desk/tickets/${ticket.id}`)
    const before = await rowsOf(ticket.id)
    const page = (await mira.get(`/desk/tickets/${ticket.id}/redact`)).text
    const done = await actOn(mira, ticket, 'redact', boxes(page)).expect(303)
    expect(await rowsOf(ticket.id)).not.toEqual(before)
    await undoOn(mira, (await mira.get(done.headers.location ?? '')).text).expect(303)
    expect(await rowsOf(ticket.id)).toEqual(before)
    expect((await eventsOf(site, ticket)).map(({ type }) => type)).toEqual(['redacted', 'undone'])
    expect((await site.visitor().get(ticket.url)).text).toContain(MAIL)
  })

  test('later the original is put back by its own button, and that is undone in turn', async () => {
    const ticket = await makeTicket(site.house, { source: SOURCE })
    const page = (await mira.get(`/desk/tickets/${ticket.id}/redact`)).text
    await actOn(mira, ticket, 'redact', boxes(page)).expect(303)
    const before = await rowsOf(ticket.id)
    const desk = (await mira.get(`/desk/tickets/${ticket.id}`)).text
    const original = /name="original" value="(\d+)"/.exec(desk)?.[1] ?? ''
    const done = await actOn(mira, ticket, 'restore-original', { original }).expect(303)
    expect((await rowOf(site, ticket)).source).toBe(SOURCE)
    await undoOn(mira, (await mira.get(done.headers.location ?? '')).text).expect(303)
    expect(await rowsOf(ticket.id)).toEqual(before)
    const other = await makeTicket(site.house)
    await actOn(mira, other, 'restore-original', { original }).expect(404)
  })

  test('hidden twice, the first original is the one that is kept', async () => {
    const ticket = await makeTicket(site.house, { source: SOURCE })
    const page = (await mira.get(`/desk/tickets/${ticket.id}/redact`)).text
    await actOn(mira, ticket, 'redact', boxes(page)).expect(303)
    await actOn(mira, ticket, 'redact', { also: 'Monday' }).expect(303)
    const rows = await site.house.db.selectFrom('redactions').selectAll().where('ticket_id', '=', ticket.id).execute()
    expect(rows).toHaveLength(1)
    expect(rows[0]?.source).toBe(SOURCE)
    expect(rows[0]?.hidden.map(({ text }) => text)).toContain('Monday')
  })

  test('says so when there is nothing to hide, or the words stand nowhere, and does nothing', async () => {
    const ticket = await makeTicket(site.house, { source: SOURCE })
    const page = (await mira.get(`/desk/tickets/${ticket.id}/redact`)).text
    const before = await rowsOf(ticket.id)
    const none = await actOn(mira, ticket, 'redact', boxes(page, false)).expect(422)
    expect(none.text).toContain('Tick what is to be hidden')
    const nowhere = await actOn(mira, ticket, 'redact', { ...boxes(page, false), also: 'nowhere' }).expect(422)
    expect(nowhere.text).toContain('These words stand nowhere')
    expect(nowhere.text).toContain('nowhere</textarea>')
    expect(await rowsOf(ticket.id)).toEqual(before)
  })

  test('asks again when something private came in meanwhile', async () => {
    const ticket = await makeTicket(site.house, { source: SOURCE })
    const page = (await mira.get(`/desk/tickets/${ticket.id}/redact`)).text
    await makeReply(site.house, ticket, { byRequester: true, source: 'Or call +380 67 123 45 67' })
    const again = await actOn(mira, ticket, 'redact', boxes(page)).expect(409)
    expect(again.text).toContain('+380 67 123 45 67')
    expect((await rowOf(site, ticket)).source).toBe(SOURCE)
  })

  test('names files, which nobody looks into, and articles that still hold the words', async () => {
    const ticket = await makeTicket(site.house, { source: 'How?' })
    const answer = await makeReply(site.house, ticket, { staff: mira.made, source: `Write to ${MAIL}.` })
    const article = await makeArticle(site.house, { title: 'How to write', source: `Write to ${MAIL}.` })
    await site.house.db.updateTable('articles').set({ from_reply_id: answer.id }).where('id', '=', article.id).execute()
    const { text } = await mira.get(`/desk/tickets/${ticket.id}/redact`).expect(200)
    expect(text).toContain('still holds its words')
    expect(text).toContain('How to write')
  })

  test('is for staff alone', async () => {
    const ticket = await makeTicket(site.house, { source: SOURCE })
    for (const act of ['redact', 'restore-original', 'part']) {
      await site.visitor().post(`/desk/tickets/${ticket.id}/${act}`).type('form').send({ also: 'Monday' }).expect(303)
    }
    expect((await rowOf(site, ticket)).source).toBe(SOURCE)
  })
})

describe('splitting a private part off a message', () => {
  test('leaves the general part to everyone and gives the rest to its writer and the team', async () => {
    const me = await site.known()
    const ticket = await makeTicket(site.house, { source: SOURCE, requesterId: me.personId })
    const before = await rowsOf(ticket.id)
    const page = (await mira.get(`/desk/tickets/${ticket.id}/part`).expect(200)).text
    expect(page).toContain('⟦e-mail address removed⟧')
    const was = /name="was" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const fields = { was, open: 'My export fails since Monday. It says error 5.', apart: `I am ${MAIL}.` }
    const done = await actOn(mira, ticket, 'part', fields).expect(303)

    const stranger = (await site.visitor().get(ticket.url)).text
    expect(stranger).toContain('It says error 5.')
    expect(stranger).not.toMatch(/hush/)
    expect((await me.get(ticket.url)).text).toContain(MAIL)
    const other = await site.known()
    expect((await other.get(ticket.url)).text).not.toContain(MAIL)
    expect((await site.visitor().get('/search?q=posteo')).text).not.toContain('hushbird')
    expect((await rowOf(site, ticket)).reply_count).toBe(0)

    await undoOn(mira, (await mira.get(done.headers.location ?? '')).text).expect(303)
    expect(await rowsOf(ticket.id)).toEqual(before)
    expect((await eventsOf(site, ticket)).map(({ type }) => type)).toEqual(['parted', 'undone'])
  })

  test('works on a reply too, and refuses a public part that is still the whole', async () => {
    const personId = await makePerson(site.house, { name: 'Somebody' })
    const ticket = await makeTicket(site.house)
    const reply = await makeReply(site.house, ticket, { personId, source: `Same here. ${MAIL}` })
    const page = (await mira.get(`/desk/tickets/${ticket.id}/part?reply=${reply.id}`).expect(200)).text
    const was = /name="was" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const sent = { was, reply: String(reply.id), open: `Same here. ${MAIL}`, apart: MAIL }
    const unchanged = await actOn(mira, ticket, 'part', sent).expect(422)
    expect(unchanged.text).toContain('still the whole text')
    await actOn(mira, ticket, 'part', { ...sent, open: 'Same here.' }).expect(303)
    const rows = await site.house.db
      .selectFrom('replies')
      .select(['source', 'audience', 'addressee_id', 'person_id'])
      .where('ticket_id', '=', ticket.id)
      .orderBy('id')
      .execute()
    expect(rows).toMatchObject([
      { source: 'Same here.', audience: 'public' },
      { source: MAIL, audience: 'private', addressee_id: personId, person_id: personId },
    ])
    await actOn(mira, ticket, 'part', { ...sent, open: 'x' }).expect(409)
    await mira.get(`/desk/tickets/${ticket.id + 1}/part?reply=${reply.id}`).expect(404)
  })
})

describe('opening a private ticket to all', () => {
  test('names what looks private, shows it as marks, and hides what was ticked in the same act', async () => {
    const ticket = await makeTicket(site.house, {
      visibility: 'private',
      source: SOURCE,
      requesterName: 'Hushanna Hushova',
    })
    const path = `/desk/tickets/${ticket.id}/visibility`
    const page = (await mira.get(path).expect(200)).text
    expect(page).toContain('<span class="removed">access key removed</span>')
    const before = await rowsOf(ticket.id)
    const unasked = await actOn(mira, ticket, 'visibility', { to: 'public' }).expect(409)
    expect(unasked.text).toContain('hushword77')
    expect(await rowsOf(ticket.id)).toEqual(before)

    const done = await actOn(mira, ticket, 'visibility', { to: 'public', anonymous: '1', ...boxes(page) }).expect(303)
    const { text } = await site.visitor().get(ticket.url).expect(200)
    expect(text).not.toMatch(/hush/i)
    expect(text).toContain('e-mail address removed')
    expect((await eventsOf(site, ticket)).map(({ type }) => type)).toEqual(['redacted', 'visibility_changed'])
    expect(await seenByStrangers(ticket)).not.toMatch(/hush/i)

    await undoOn(mira, (await mira.get(done.headers.location ?? '')).text).expect(303)
    expect(await rowsOf(ticket.id)).toEqual(before)
    await site.visitor().get(ticket.url).expect(404)
  })

  test('shows the reasons of status changes, hides in them too, keeps the original for the team, and is undone', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private', kind: 'idea' })
    const status = site.house.taxonomy.now.byKind.idea.find(({ needs_reason }) => needs_reason)
    await actOn(mira, ticket, 'status', { status: String(status?.id), reason: `As I told ${MAIL}, no.` }).expect(303)
    const reasons = async () =>
      (await eventsOf(site, ticket)).filter(({ type }) => type === 'status_changed').map(({ data }) => data)
    const before = await reasons()
    const page = (await mira.get(`/desk/tickets/${ticket.id}/visibility`).expect(200)).text
    expect(page).toContain('As I told [e-mail address removed], no.')
    expect(page).toContain(`<mark>${MAIL}</mark>`)
    const done = await actOn(mira, ticket, 'visibility', { to: 'public', ...boxes(page) }).expect(303)
    const shown = (await site.visitor().get(ticket.url).expect(200)).text
    expect(shown).toContain('As I told [e-mail address removed], no.')
    expect(shown).not.toMatch(/hush/)
    const desk = (await mira.get(done.headers.location ?? '')).text
    expect(desk).toContain(`As I told ${MAIL}, no.`)
    await undoOn(mira, desk).expect(303)
    expect(await reasons()).toEqual(before)
  })

  test("looks into an incident's headline too", async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private', kind: 'problem' })
    await site.house.db
      .insertInto('incidents')
      .values({ ticket_id: ticket.id, headline: `Mail of ${MAIL} is lost`, language: 'en', since: new Date() })
      .execute()
    const page = (await mira.get(`/desk/tickets/${ticket.id}/visibility`).expect(200)).text
    expect(page).toContain('Mail of [e-mail address removed] is lost')
    await actOn(mira, ticket, 'visibility', { to: 'public', ...boxes(page) }).expect(303)
    const shown = (await site.visitor().get('/').expect(200)).text
    expect(shown).toContain('Mail of [e-mail address removed] is lost')
    expect(shown).not.toMatch(/hush/)
  })

  test('never blocks: what nobody ticked is published as it is', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private', source: SOURCE })
    const page = (await mira.get(`/desk/tickets/${ticket.id}/visibility`)).text
    await actOn(mira, ticket, 'visibility', { to: 'public', ...boxes(page, false) }).expect(303)
    expect((await site.visitor().get(ticket.url)).text).toContain(MAIL)
  })

  test('the preview shows what would be read, before anything is done', async () => {
    const ticket = await makeTicket(site.house, { visibility: 'private', source: SOURCE })
    const page = (await mira.get(`/desk/tickets/${ticket.id}/visibility`)).text
    const shown = await actOn(mira, ticket, 'visibility', {
      to: 'public',
      preview: '1',
      ...boxes(page, false),
    }).expect(200)
    expect(shown.text).toContain(`My mailbox is <a href="mailto:${MAIL}">${MAIL}</a>`)
    await site.visitor().get(ticket.url).expect(404)
  })

  test('closing it again hides every text at once, and the undo opens it as it was', async () => {
    const ticket = await makeTicket(site.house, { title: 'A hushtitle', source: 'A hushtext' })
    const before = await rowsOf(ticket.id)
    const done = await actOn(mira, ticket, 'visibility', { to: 'private' }).expect(303)
    expect(await seenByStrangers(ticket)).not.toMatch(/A hushtitle|hushtext/)
    await undoOn(mira, (await mira.get(done.headers.location ?? '')).text).expect(303)
    expect(await rowsOf(ticket.id)).toEqual(before)
    await site.visitor().get(ticket.url).expect(200)
  })
})

describe('merging a private ticket into one that everybody reads', () => {
  test('names what looks private, hides what was ticked, keeps the original with the text, and is undone as one', async () => {
    const from = await makeTicket(site.house, { visibility: 'private', source: SOURCE })
    const into = await makeTicket(site.house, { title: 'Exports fail', source: 'For all of us.' })
    const path = `/desk/tickets/${from.id}/merge`
    const page = (await mira.get(`${path}?into=${into.id}&reach=public`).expect(200)).text
    expect(page).toContain('<mark>hushword77</mark>')
    const before = [...(await rowsOf(from.id)), ...(await rowsOf(into.id))]
    const fields = { into: String(into.id), reach: 'public', seen: '2000000000' }
    await actOn(mira, from, 'merge', fields).expect(409)
    expect([...(await rowsOf(from.id)), ...(await rowsOf(into.id))]).toEqual(before)

    const done = await actOn(mira, from, 'merge', { ...fields, ...boxes(page) }).expect(303)
    const shown = (await site.visitor().get(into.url).expect(200)).text
    expect(shown).toContain('My export fails since Monday.')
    expect(shown).not.toMatch(/hush/)
    expect(await seenByStrangers(into)).not.toMatch(/hush/)
    const desk = (await mira.get(done.headers.location ?? '')).text
    expect(desk).toContain('hushword77')
    await undoOn(mira, desk).expect(303)
    expect([...(await rowsOf(from.id)), ...(await rowsOf(into.id))]).toEqual(before)
  })
})

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acceptUploads } from '../../src/files/accept.ts'
import { attach, fileUrl } from '../../src/files/attachments.ts'
import { linkToken } from '../../src/people/secret-links.ts'
import type { MadeTicket } from '../support/make.ts'
import { makeArticle, makePerson, makeReply, makeTicket } from '../support/make.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const mergePath = ({ id }: { id: number }) => `/desk/tickets/${id}/merge`
const merge = (from: MadeTicket, into: MadeTicket, fields: Record<string, string> = {}, by: Browser = mira) =>
  by
    .post(mergePath(from))
    .type('form')
    .send({ into: String(into.id), reach: 'narrow', seen: '2000000000', ...fields })
const rowOf = (ticket: { id: number }) =>
  site.house.db.selectFrom('tickets').selectAll().where('id', '=', ticket.id).executeTakeFirstOrThrow()
const eventsOf = async (ticket: { id: number }) =>
  (
    await site.house.db.selectFrom('events').select('type').where('ticket_id', '=', ticket.id).orderBy('id').execute()
  ).map(({ type }) => type)
const linkOf = (ticket: MadeTicket) =>
  `/t/${linkToken(site.house.secret, { id: ticket.id, version: ticket.linkVersion })}`
const newestUndo = () =>
  site.house.db.selectFrom('undos').select('id').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
const undo = async (ticket: MadeTicket) =>
  mira
    .post(`/desk/undos/${(await newestUndo()).id}`)
    .type('form')
    .send({ ticket: String(ticket.id) })

/** Every row of these tickets, as text; the dates that readers see may not come back. */
async function rowsOf(...ids: number[]): Promise<string[]> {
  const found: string[] = []
  const tables = ['replies', 'ticket_people', 'votes', 'links', 'attachments', 'text_versions', 'ticket_tags']
  for (const [table, column] of [['tickets', 'id'], ...tables.map((name) => [name, 'ticket_id'])] as [
    string,
    string,
  ][]) {
    const { rows } = await sql<{ row: string }>`SELECT (to_jsonb(t.*) - 'changed_at')::text AS row
      FROM ${sql.table(table)} t WHERE ${sql.ref(`t.${column}`)} = ANY(${ids}::int[]) ORDER BY 1`.execute(site.house.db)
    found.push(...rows.map(({ row }) => `${table} ${row}`))
  }
  return found
}

async function vote(ticket: MadeTicket, personId: number) {
  await site.house.db.insertInto('votes').values({ ticket_id: ticket.id, person_id: personId }).execute()
}

/** What a stranger is told at every place where tickets show. */
async function everywhere(words: string, ...tickets: MadeTicket[]): Promise<string> {
  const paths = ['/', '/tickets', `/search?q=${words}`, `/suggest?title=${words}`, ...tickets.map(({ url }) => url)]
  const pages: string[] = []
  for (const path of paths) pages.push((await site.visitor().get(path).redirects(2)).text)
  return pages.join('\n')
}

describe('merging duplicates', () => {
  test('carries text, replies, files, votes and followers, and the old address leads to the new one for ever', async () => {
    const anna = await site.known()
    const voter = await makePerson(site.house)
    const from = await makeTicket(site.house, {
      requesterId: anna.personId,
      requesterName: 'Anna',
      title: 'Bells toll twice',
    })
    const into = await makeTicket(site.house, { title: 'Bells toll too often' })
    await makeReply(site.house, from, { byRequester: true, source: 'They tolled again.' })
    await makeReply(site.house, from, { source: 'Here too, says a passer-by.', name: 'Kim' })
    const article = await makeArticle(site.house, { answers: [from] })
    for (const ticket of [from, into]) await vote(ticket, voter)
    await vote(from, into.requesterId)
    const [file] = await acceptUploads(site.house.files, [{ name: 'bell.txt', bytes: Buffer.from('ding') }])
    const [row] = await site.house.db
      .transaction()
      .execute((trx) => attach(trx, { ticket_id: from.id }, file ? [file] : []))
    const before = await rowsOf(from.id, into.id)

    const look = await mira.get(`${mergePath(from)}?into=${into.id}`).expect(200)
    expect(look.text).toContain(`Merge ticket ${from.id} into ${into.id}?`)
    const done = await merge(from, into).expect(303)
    expect(done.headers.location).toBe(`/desk/tickets/${into.id}?did=merged`)
    const desk = await mira.get(done.headers.location as string).expect(200)
    expect(desk.text).toContain(`Ticket ${from.id} merged into this one`)

    const moved = await site.visitor().get(from.url).expect(301)
    expect(moved.headers.location).toBe(into.url)
    await site.visitor().get(`/tickets/${from.id}`).expect(301)
    const page = (await site.visitor().get(into.url).expect(200)).text
    for (const words of ['Bells toll twice', 'They tolled again.', 'says a passer-by', 'bell.txt', 'Anna']) {
      expect(page).toContain(words)
    }
    await site
      .visitor()
      .get(fileUrl(row ?? { token: '', name: '' }))
      .expect(200)
    // The voter of both, and whoever asked the other; its own requester is no vote.
    expect((await rowOf(into)).vote_count).toBe(2)
    expect((await anna.get('/my').expect(200)).text).toContain(into.url)
    expect(await eventsOf(from)).toContain('merged_away')
    expect(await eventsOf(into)).toContain('merged')
    expect((await mira.get(`/kb/${article.id}-${article.slug}`)).text).not.toContain(`/tickets/${from.id}`)

    await undo(into)
    expect(await rowsOf(from.id, into.id)).toEqual(before)
    await site.visitor().get(from.url).expect(200)
    expect((await site.visitor().get(fileUrl(row ?? { token: '', name: '' }))).text).toBe('ding')
  })

  test('a chain of merges is one hop, and its undo lays every link of it back', async () => {
    const [one, two, three] = [await makeTicket(site.house), await makeTicket(site.house), await makeTicket(site.house)]
    await merge(one, two).expect(303)
    await merge(two, three).expect(303)
    for (const ticket of [one, two]) {
      expect((await site.visitor().get(ticket.url).expect(301)).headers.location).toBe(three.url)
    }
    await undo(three)
    expect((await site.visitor().get(one.url).expect(301)).headers.location).toBe(two.url)
    await site.visitor().get(two.url).expect(200)
  })

  test('into itself, in a ring, into a merged, removed or unknown one: a clear message each, and nothing done', async () => {
    const [one, two, other] = [await makeTicket(site.house), await makeTicket(site.house), await makeTicket(site.house)]
    const gone = await makeTicket(site.house, { columns: { removed_at: new Date(), removed_why: 'deleted' } })
    await merge(one, two).expect(303)
    const cases: [MadeTicket, string, string][] = [
      [two, String(two.id), 'cannot be merged into itself'],
      [two, String(one.id), `Ticket ${one.id} is a part of ticket ${two.id} already.`],
      [other, String(one.id), `Ticket ${one.id} is a part of ticket ${two.id} by now`],
      [other, String(gone.id), `Ticket ${gone.id} was removed.`],
      [other, '1999999999', 'There is no ticket 1999999999.'],
      [other, 'nonsense', 'Choose the other ticket.'],
    ]
    for (const [ticket, into, words] of cases) {
      const answer = await mira.post(mergePath(ticket)).type('form').send({ into, reach: 'narrow' }).expect(422)
      expect(answer.text).toContain(words)
    }
    for (const ticket of [two, other]) expect((await rowOf(ticket)).merged_into).toBeNull()
    expect((await mira.get(`${mergePath(other)}?q=%23${one.id}`).expect(422)).text).toContain('by now')
  })

  test('two agents at once: one merge is done, the other one hears of it', async () => {
    const timur = await site.staff()
    const [one, two] = [await makeTicket(site.house), await makeTicket(site.house)]
    const answers = await Promise.all([merge(one, two), merge(two, one, {}, timur)])
    const states = answers.map(({ status }) => status).sort()
    expect([
      [303, 409],
      [303, 422],
      [303, 303],
    ]).toContainEqual(states)
    const rows = [await rowOf(one), await rowOf(two)]
    expect(rows.filter(({ merged_into }) => merged_into !== null)).toHaveLength(1)
    const twice = await Promise.all([makeTicket(site.house), makeTicket(site.house)])
    const same = await Promise.all([merge(...twice), merge(...twice, {}, timur)])
    expect(same.map(({ status }) => status)).toContain(303)
    expect((await site.visitor().get(twice[1].url).expect(200)).text.match(/class="message[ "]/g)).toHaveLength(1)
  })

  test('a reply that was under way while its ticket was merged arrives at the new one', async () => {
    const anna = await site.known()
    const [from, into] = [await makeTicket(site.house, { requesterId: anna.personId }), await makeTicket(site.house)]
    await merge(from, into).expect(303)
    const sent = await anna.post(`/tickets/${from.id}/replies`).type('form').send({ text: 'Written meanwhile.' })
    expect(sent.status).toBe(307)
    expect(sent.headers.location).toBe(`/tickets/${into.id}/replies`)
    await anna
      .post(sent.headers.location as string)
      .type('form')
      .send({ text: 'Written meanwhile.' })
      .expect(303)
    const late = await mira.post(`/desk/tickets/${from.id}/replies`).type('form').send({ text: 'A late answer.' })
    expect(late.headers.location).toBe(`/desk/tickets/${into.id}/replies`)
    const shown = await mira
      .post(`/desk/tickets/${into.id}/replies`)
      .type('form')
      .send({ text: 'A late answer.', mode: 'public', seen: '1' })
    expect(shown.status).toBe(409)
    expect(shown.text).toContain('A late answer.')
  })

  test('an undo is refused once something was hidden in the text that came along: it would stand there again', async () => {
    const from = await makeTicket(site.house, { title: 'Where is it', source: 'My word is quillfish, said aloud.' })
    const into = await makeTicket(site.house)
    await merge(from, into).expect(303)
    const merged = await newestUndo()
    await mira.post(`/desk/tickets/${into.id}/redact`).type('form').send({ guarded: '', also: 'quillfish' }).expect(303)
    expect((await site.visitor().get(into.url).expect(200)).text).not.toContain('quillfish')
    await mira.post(`/desk/undos/${merged.id}`).type('form').send({}).expect(409)
    expect((await site.visitor().get(from.url).redirects(1)).text).not.toContain('quillfish')
  })

  test('an undo is refused once somebody has moved the same further', async () => {
    const [one, two, three] = [await makeTicket(site.house), await makeTicket(site.house), await makeTicket(site.house)]
    await merge(one, two).expect(303)
    const first = await newestUndo()
    await merge(two, three).expect(303)
    await mira.post(`/desk/undos/${first.id}`).type('form').send({}).expect(409)
    expect((await rowOf(one)).merged_into).toBe(three.id)
  })
})

describe('who reads it afterwards', () => {
  test('a private one into a public one: the result is private, and its text stays with whoever wrote it', async () => {
    const [anna, boris] = [await site.known(), await site.known()]
    const from = await makeTicket(site.house, {
      visibility: 'private',
      requesterId: anna.personId,
      title: 'Canaryprivate title',
      source: 'canaryprivate text',
    })
    await makeReply(site.house, from, { staff: mira.made, source: 'canaryprivate answer' })
    await makeReply(site.house, from, { staff: mira.made, audience: 'note', source: 'canarynote' })
    const into = await makeTicket(site.house, { requesterId: boris.personId, title: 'Open question of many' })
    const before = await rowsOf(from.id, into.id)
    await merge(from, into).expect(303)
    expect(await rowOf(into)).toMatchObject({ visibility: 'private' })
    expect(await everywhere('canaryprivate', from, into)).not.toMatch(
      /canaryprivate (text|answer|title)|Open question/i,
    )
    for (const ticket of [from, into]) await site.visitor().get(ticket.url).expect(404)
    const his = (await boris.get(into.url).expect(200)).text
    expect(his).not.toMatch(/canary/i)
    const hers = (await anna.get(into.url).expect(200)).text
    expect(hers).toContain('canaryprivate text')
    expect(hers).toContain('canaryprivate answer')
    expect(hers).not.toContain('canarynote')
    await undo(into)
    expect(await rowsOf(from.id, into.id)).toEqual(before)
    await site.visitor().get(into.url).expect(200)
  })

  test('a public one into a private one: its address answers as an unknown number, and nobody new reads the private one', async () => {
    const anna = await site.known()
    const from = await makeTicket(site.house, { requesterId: anna.personId, title: 'Was open for all' })
    const into = await makeTicket(site.house, { visibility: 'private', source: 'canarytarget' })
    const look = await mira.get(`${mergePath(from)}?into=${into.id}`).expect(200)
    expect(look.text).toContain('will look to them as if it did not exist')
    await merge(from, into).expect(303)
    const hidden = await site.visitor().get(from.url).expect(404)
    expect(hidden.headers.location).toBeUndefined()
    expect(hidden.headers['cache-control']).toContain('no-store')
    const unknown = await site.visitor().get('/tickets/1999999999').expect(404)
    const bare = (page: string) => page.replaceAll(from.url, '').replaceAll('/tickets/1999999999', '')
    expect(bare(hidden.text)).toBe(bare(unknown.text))
    await anna.get(from.url).expect(404)
    await anna.get(into.url).expect(404)
    await site.visitor().get(linkOf(from)).expect(404)
    expect(await everywhere('open', from, into)).not.toContain('Was open for all')
  })

  test('letting the people of both read it is a second step, with a preview of what each reads anew', async () => {
    const [anna, boris] = [await site.known(), await site.known()]
    const from = await makeTicket(site.house, {
      visibility: 'private',
      requesterId: anna.personId,
      source: 'annas words',
    })
    const into = await makeTicket(site.house, {
      visibility: 'private',
      requesterId: boris.personId,
      source: 'boris words',
    })
    const aside = await makeReply(site.house, into, { staff: mira.made, audience: 'private', source: 'canaryaside' })
    const narrow = (await mira.get(`${mergePath(from)}?into=${into.id}`).expect(200)).text
    expect(narrow).not.toContain('boris words')
    expect(narrow).toContain('reach=together')
    const look = (await mira.get(`${mergePath(from)}?into=${into.id}&reach=together`).expect(200)).text
    expect(look).toContain('annas words')
    expect(look).toContain('boris words')
    expect(look).not.toContain('canaryaside')
    // Written since the preview: shown again first.
    const late = await merge(from, into, { reach: 'together', seen: String(aside.id - 1) }).expect(409)
    expect(late.text).toContain('Something was written in the meantime')
    await merge(from, into, { reach: 'together' }).expect(303)
    for (const reader of [anna, boris]) {
      const page = (await reader.get(into.url).expect(200)).text
      expect(page).toContain('annas words')
      expect(page).toContain('boris words')
    }
    expect((await anna.get(into.url)).text).not.toContain('canaryaside')
    expect((await boris.get(into.url)).text).toContain('canaryaside')
    // The link she was given opens the new one, as hers and not as his.
    const elsewhere = site.visitor()
    await elsewhere.get(linkOf(from)).expect(303)
    const page = (await elsewhere.get(into.url).expect(200)).text
    expect(page).not.toContain('canaryaside')
    expect(page).not.toContain('/t/')
    await elsewhere.get(`/tickets/${into.id}/secret-link`).expect(403)
  })

  test('public after all is a second step; private replies and notes stay where they were', async () => {
    const anna = await site.known()
    const from = await makeTicket(site.house, {
      visibility: 'private',
      requesterId: anna.personId,
      source: 'now for all',
    })
    await makeReply(site.house, from, { staff: mira.made, audience: 'private', source: 'canaryhers' })
    await makeReply(site.house, from, { staff: mira.made, audience: 'note', source: 'canaryours' })
    const into = await makeTicket(site.house)
    const look = (await mira.get(`${mergePath(from)}?into=${into.id}&reach=public`).expect(200)).text
    expect(look).toContain('now for all')
    expect(look).not.toContain('canary')
    await merge(from, into, { reach: 'public' }).expect(303)
    const page = (await site.visitor().get(into.url).expect(200)).text
    expect(page).toContain('now for all')
    expect(page).not.toContain('canary')
    expect((await anna.get(into.url).expect(200)).text).toContain('canaryhers')
    // A private number told strangers nothing, and still does not.
    await site.visitor().get(from.url).expect(404)
    expect((await anna.get(from.url).expect(301)).headers.location).toBe(into.url)
  })

  test('kept aside, the public ticket shows nothing of the private one, not even a date or a count', async () => {
    const anna = await site.known()
    const from = await makeTicket(site.house, {
      visibility: 'private',
      requesterId: anna.personId,
      source: 'canaryaside',
    })
    await makeReply(site.house, from, { staff: mira.made, source: 'canaryaside answer' })
    const into = await makeTicket(site.house, { createdAt: new Date('2026-01-02T00:00:00Z') })
    const before = (await site.visitor().get(into.url).expect(200)).text
    await merge(from, into, { reach: 'aside' }).expect(303)
    expect((await site.visitor().get(into.url).expect(200)).text).toBe(before)
    expect((await anna.get(into.url).expect(200)).text).toContain('canaryaside answer')
    expect((await rowOf(into)).first_reply_at).toBeNull()
  })

  test('what waited for a look still waits: a held ticket shows nothing through the one it was merged into', async () => {
    const from = await makeTicket(site.house, { review_state: 'held', source: 'canaryheld' })
    await makeReply(site.house, from, { source: 'canaryheld reply' })
    const into = await makeTicket(site.house)
    await merge(from, into).expect(303)
    expect((await site.visitor().get(into.url).expect(200)).text).not.toContain('canaryheld')
    expect((await rowOf(into)).visibility).toBe('public')
  })

  test('a person of both goes on reading all of it, and what they asked last is waited for', async () => {
    const anna = await site.known()
    const from = await makeTicket(site.house, {
      visibility: 'private',
      requesterId: anna.personId,
      source: 'the second try',
    })
    const into = await makeTicket(site.house, {
      visibility: 'private',
      requesterId: anna.personId,
      status: 'answered',
      createdAt: new Date('2026-01-02T00:00:00Z'),
    })
    await merge(from, into).expect(303)
    expect((await anna.get(into.url).expect(200)).text).toContain('the second try')
    expect(await rowOf(into)).toMatchObject({ phase: 'open', waiting_since: (await rowOf(from)).created_at })
    expect((await anna.get(from.url).expect(301)).headers.location).toBe(into.url)
  })

  test('whoever left an address is told in a fixed text, with the link that goes on working', async () => {
    const asker = await makePerson(site.house, { email: 'anna@example.org' })
    const from = await makeTicket(site.house, { requesterId: asker })
    const into = await makeTicket(site.house)
    await merge(from, into).expect(303)
    const mail = await site.house.db.selectFrom('outbox').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(mail.message).toMatchObject({ name: 'ticket_merged', to: 'anna@example.org', link: linkOf(from) })
    expect((await site.visitor().get(linkOf(from)).expect(303)).headers.location).toBe(into.url)
  })
})

test('only staff merge', async () => {
  const [one, two] = [await makeTicket(site.house), await makeTicket(site.house)]
  await site
    .visitor()
    .get(`${mergePath(one)}?into=${two.id}`)
    .expect(303)
  await merge(one, two, {}, site.visitor()).expect(303)
  expect((await rowOf(one)).merged_into).toBeNull()
})

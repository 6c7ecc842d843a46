import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acceptUploads } from '../../src/files/accept.ts'
import { attach, fileUrl } from '../../src/files/attachments.ts'
import { makePerson, makeReply, makeTicket } from '../support/make.ts'
import { type Browser, openSite, type Site } from '../support/site.ts'

let site: Site
let mira: Awaited<ReturnType<Site['staff']>>

beforeAll(async () => {
  site = await openSite()
  mira = await site.staff()
})
afterAll(() => site.close())

const post = (by: Browser, path: string, fields: Record<string, string> = {}) => by.post(path).type('form').send(fields)
const split = (reply: { id: number }, fields: Record<string, string> = {}) =>
  post(mira, `/desk/replies/${reply.id}/split`, {
    title: 'Another matter altogether',
    kind: 'problem',
    visibility: 'public',
    ...fields,
  })
const newest = () => site.house.db.selectFrom('tickets').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
const undo = async (ticketId: number) => {
  const { id } = await site.house.db.selectFrom('undos').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
  return post(mira, `/desk/undos/${id}`, { ticket: String(ticketId) })
}

async function rowsOf(id: number): Promise<string[]> {
  const found: string[] = []
  for (const [table, column] of [
    ['tickets', 'id'],
    ['replies', 'ticket_id'],
    ['attachments', 'ticket_id'],
    ['ticket_people', 'ticket_id'],
  ] as const) {
    const { rows } = await sql<{ row: string }>`SELECT (to_jsonb(t.*) - 'changed_at')::text AS row
      FROM ${sql.table(table)} t WHERE ${sql.ref(`t.${column}`)} = ${id} ORDER BY 1`.execute(site.house.db)
    found.push(...rows.map(({ row }) => `${table} ${row}`))
  }
  return found
}

describe('splitting a reply off', () => {
  test('makes a ticket of its writer’s, since they wrote it, with its files; the undo puts every row back', async () => {
    const kim = await site.known()
    const ticket = await makeTicket(site.house, { createdAt: new Date('2026-01-01T00:00:00Z') })
    const at = new Date('2026-01-02T00:00:00Z')
    const reply = await makeReply(site.house, ticket, {
      personId: kim.personId,
      name: 'Kim',
      source: 'By the way, the export is empty.',
      createdAt: at,
    })
    const [file] = await acceptUploads(site.house.files, [{ name: 'empty.txt', bytes: Buffer.from('nothing') }])
    const [row] = await site.house.db
      .transaction()
      .execute((trx) => attach(trx, { ticket_id: ticket.id, reply_id: reply.id }, file ? [file] : []))
    const path = fileUrl(row ?? { token: '', name: '' })
    const before = await rowsOf(ticket.id)
    expect((await mira.get(`/desk/tickets/${ticket.id}`).expect(200)).text).toContain(`/desk/replies/${reply.id}/split`)
    const look = (await mira.get(`/desk/replies/${reply.id}/split`).expect(200)).text
    expect(look).toContain('value="By the way, the export is empty."')
    const done = await split(reply).expect(303)
    expect(done.headers.location).toBe(`/desk/tickets/${ticket.id}?did=split`)
    const made = await newest()
    expect(made).toMatchObject({
      title: 'Another matter altogether',
      kind: 'problem',
      requester_id: kim.personId,
      requester_name: 'Kim',
      created_at: at,
      waiting_since: at,
      visibility: 'public',
    })
    const page = (await site.visitor().get(`/tickets/${made.id}-${made.slug}`).expect(200)).text
    expect(page).toContain('the export is empty')
    expect(page).toContain('empty.txt')
    expect((await site.visitor().get(ticket.url).expect(200)).text).not.toContain('the export is empty')
    expect((await kim.get('/my').expect(200)).text).toContain(`/tickets/${made.id}-`)
    await site.visitor().get(path).expect(200)

    await undo(ticket.id).then(({ status }) => expect(status).toBe(303))
    expect(await rowsOf(ticket.id)).toEqual(before)
    const back = await site.visitor().get(`/tickets/${made.id}-${made.slug}`).expect(301)
    expect(back.headers.location).toBe(ticket.url)
    expect((await site.visitor().get(path).expect(200)).text).toBe('nothing')
  })

  test('keeps private what was private, and never publishes', async () => {
    const ticket = await makeTicket(site.house)
    const aside = await makeReply(site.house, ticket, { byRequester: true, audience: 'private', source: 'canaryaside' })
    const look = (await mira.get(`/desk/replies/${aside.id}/split`).expect(200)).text
    expect(look).toContain('becomes a private ticket')
    await split(aside).expect(422)
    await split(aside, { visibility: 'private' }).expect(303)
    const made = await newest()
    expect(made.visibility).toBe('private')
    await site.visitor().get(`/tickets/${made.id}`).expect(404)
    await undo(ticket.id)
    await site.visitor().get(`/tickets/${made.id}`).expect(404)

    const hidden = await makeTicket(site.house, { visibility: 'private' })
    const within = await makeReply(site.house, hidden, { byRequester: true })
    await split(within).expect(422)
    const held = await makeReply(site.house, ticket, { review_state: 'held', source: 'canaryheld' })
    await split(held).expect(303)
    await site
      .visitor()
      .get(`/tickets/${(await newest()).id}`)
      .expect(404)
  })

  test('publishes nothing of a ticket that waits to be looked at, or is held quietly', async () => {
    const held = await makeTicket(site.house, { columns: { review_state: 'held' } })
    const answer = await split(await makeReply(site.house, held))
    expect(answer.status).toBe(422)
    const quiet = await makeTicket(site.house, { columns: { is_shadowed: true } })
    await split(await makeReply(site.house, quiet)).expect(303)
    await site
      .visitor()
      .get(`/tickets/${(await newest()).id}`)
      .expect(404)
  })

  test('is not undone once the new ticket was made private: its words would stand in public again', async () => {
    const ticket = await makeTicket(site.house)
    const reply = await makeReply(site.house, ticket, { source: 'The quillfish is my own business.' })
    await split(reply).expect(303)
    const { id } = await site.house.db.selectFrom('undos').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
    await post(mira, `/desk/tickets/${(await newest()).id}/visibility`, { to: 'private' }).expect(303)
    await post(mira, `/desk/undos/${id}`, { ticket: String(ticket.id) }).expect(409)
    expect((await site.visitor().get(ticket.url).expect(200)).text).not.toContain('quillfish')
  })

  test('is not undone once somebody has written on the new ticket: their words would be lost', async () => {
    const ticket = await makeTicket(site.house)
    const reply = await makeReply(site.house, ticket)
    await split(reply).expect(303)
    const made = await newest()
    await post(mira, `/desk/tickets/${made.id}/replies`, { text: 'We look.', mode: 'public', seen: '99999' }).expect(
      303,
    )
    const { id } = await site.house.db
      .selectFrom('undos')
      .select('id')
      .where('type', '=', 'split')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    await post(mira, `/desk/undos/${id}`, { ticket: String(ticket.id) }).expect(409)
    expect((await site.visitor().get(`/tickets/${made.id}-${made.slug}`).expect(200)).text).toContain('We look.')
  })

  test('is for what visitors wrote; an empty title comes back with the form', async () => {
    const ticket = await makeTicket(site.house)
    const ours = await makeReply(site.house, ticket, { staff: mira.made })
    const note = await makeReply(site.house, ticket, { staff: mira.made, audience: 'note' })
    const theirs = await makeReply(site.house, ticket)
    for (const one of [ours, note]) await split(one).expect(409)
    await split(theirs, { title: '  ' }).expect(422)
    await Promise.all([split(theirs), split(theirs)]).then((both) =>
      expect(both.map(({ status }) => status).sort()).toEqual([303, expect.any(Number)]),
    )
    const made = await site.house.db
      .selectFrom('events')
      .select('id')
      .where('type', '=', 'split')
      .where('ticket_id', '=', ticket.id)
      .execute()
    expect(made).toHaveLength(1)
  })

  test('tells its writer by mail where it is answered', async () => {
    const personId = await makePerson(site.house, { email: 'kim@example.org' })
    const ticket = await makeTicket(site.house)
    const reply = await makeReply(site.house, ticket, { personId })
    await split(reply).expect(303)
    const mail = await site.house.db
      .selectFrom('outbox')
      .select('message')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(mail.message).toMatchObject({ name: 'ticket_split', to: 'kim@example.org' })
  })
})

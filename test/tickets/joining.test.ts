import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formTo } from '../support/html.ts'
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
const undo = async (ticket: { id: number }) => {
  const { id } = await site.house.db.selectFrom('undos').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
  return post(mira, `/desk/undos/${id}`, { ticket: String(ticket.id) })
}

/** Everything that says whose a ticket is. */
async function rowsOf(...ids: number[]): Promise<string[]> {
  const found: string[] = []
  for (const [table, column] of [
    ['tickets', 'id'],
    ['replies', 'ticket_id'],
    ['ticket_people', 'ticket_id'],
    ['votes', 'ticket_id'],
    ['person_notes', 'ticket_id'],
  ] as const) {
    const { rows } = await sql<{ row: string }>`SELECT to_jsonb(t.*)::text AS row
      FROM ${sql.table(table)} t WHERE ${sql.ref(`t.${column}`)} = ANY(${ids}::int[]) ORDER BY 1`.execute(site.house.db)
    found.push(...rows.map(({ row }) => `${table} ${row}`))
  }
  return found
}
const personOf = (id: number) =>
  site.house.db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

describe('two people who are one', () => {
  test('are shown with what each would read of the other’s, and joined by a click that can be taken back to the row', async () => {
    const [phone, laptop] = [await site.known(), await site.known()]
    await site.house.db
      .updateTable('people')
      .set({ name: 'Anna', email: 'anna@example.org' })
      .where('id', '=', laptop.personId)
      .execute()
    const early = await makeTicket(site.house, {
      visibility: 'private',
      requesterId: phone.personId,
      title: 'From the phone',
    })
    const late = await makeTicket(site.house, {
      visibility: 'private',
      requesterId: laptop.personId,
      title: 'From the laptop',
    })
    const open = await makeTicket(site.house)
    await makeReply(site.house, open, {
      audience: 'private',
      staff: mira.made,
      addresseeId: laptop.personId,
      source: 'canaryaside',
    })
    for (const { personId } of [phone, laptop]) {
      await site.house.db.insertInto('votes').values({ ticket_id: open.id, person_id: personId }).execute()
    }
    await site.house.db.updateTable('tickets').set({ vote_count: 2 }).where('id', '=', open.id).execute()
    const all = [early.id, late.id, open.id]
    const [before, person] = [await rowsOf(...all), await personOf(phone.personId)]

    const found = (await mira.get(`/desk/tickets/${early.id}/person?q=anna%40example.org`).expect(200)).text
    expect(found).toContain(`other=${laptop.personId}`)
    const path = `/desk/tickets/${early.id}/person`
    const look = (await mira.get(`${path}?other=${laptop.personId}`).expect(200)).text
    expect(look).toContain('From the phone')
    expect(look).toContain('From the laptop')
    expect(look).toContain('And 1 private reply.')
    expect(look).toContain('Nobody has proven')
    await post(mira, path, formTo(look, path).fields).expect(303)

    for (const browser of [phone, laptop]) {
      await browser.get(early.url).expect(200)
      await browser.get(late.url).expect(200)
      expect((await browser.get(open.url).expect(200)).text).toContain('canaryaside')
      expect((await browser.get('/my').expect(200)).text).toContain('From the laptop')
    }
    expect(await personOf(phone.personId)).toMatchObject({ name: 'Anna', email: 'anna@example.org' })
    const { vote_count } = await site.house.db
      .selectFrom('tickets')
      .select('vote_count')
      .where('id', '=', open.id)
      .executeTakeFirstOrThrow()
    expect(vote_count).toBe(1)

    expect((await undo(early)).status).toBe(303)
    expect(await personOf(phone.personId)).toEqual(person)
    expect((await personOf(laptop.personId)).merged_into).toBeNull()
    const strip = (rows: string[]) => rows.map((row) => row.replace(/"changed_at": "[^"]*"/, ''))
    expect(strip(await rowsOf(...all))).toEqual(strip(before))
    await phone.get(late.url).expect(404)
    await laptop.get(early.url).expect(404)
    expect((await phone.get(open.url).expect(200)).text).not.toContain('canaryaside')
  })

  test('of three, the last key leads to the first person; the undo of the second join leaves the first', async () => {
    const [one, two, three] = [await site.known(), await site.known(), await site.known()]
    const tickets = await Promise.all(
      [one, two, three].map(({ personId }) => makeTicket(site.house, { visibility: 'private', requesterId: personId })),
    )
    const [first, second] = tickets
    if (!first || !second) throw new Error('no tickets')
    await post(mira, `/desk/tickets/${second.id}/person`, { other: String(three.personId) }).expect(303)
    await post(mira, `/desk/tickets/${first.id}/person`, { other: String(two.personId) }).expect(303)
    await three.get(first.url).expect(200)
    await undo(first)
    await three.get(first.url).expect(404)
    await three.get(second.url).expect(200)
  })

  test('are refused when they are one already, belong to the team, or were joined a moment ago', async () => {
    const ticket = await makeTicket(site.house)
    const path = `/desk/tickets/${ticket.id}/person`
    await post(mira, path, { other: String(ticket.requesterId) }).expect(422)
    await post(mira, path, { other: String(mira.made.personId) }).expect(409)
    await post(mira, path, { other: '1999999999' }).expect(409)
    await mira.get(`${path}?other=${mira.made.personId}`).expect(409)
    const other = await makePerson(site.house)
    const timur = await site.staff()
    const both = await Promise.all([
      post(mira, path, { other: String(other) }),
      post(timur, path, { other: String(other) }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409])
    const ours = await makeTicket(site.house, { requesterId: mira.made.personId })
    await mira.get(`/desk/tickets/${ours.id}/person`).expect(409)
    await post(site.visitor(), path, { other: String(other) }).expect(303)
  })
})

describe('notes on a person', () => {
  test('stand beside every ticket of theirs, for staff alone; writing and removing can be taken back', async () => {
    const kim = await site.known()
    const [one, two] = [
      await makeTicket(site.house, { requesterId: kim.personId }),
      await makeTicket(site.house, { requesterId: kim.personId, visibility: 'private' }),
    ]
    await post(mira, `/desk/tickets/${one.id}/person-notes`, { note: 'canarynote: pays *late*, is kind.' }).expect(303)
    for (const { id } of [one, two]) {
      expect((await mira.get(`/desk/tickets/${id}`).expect(200)).text).toContain('canarynote: pays <em>late</em>')
    }
    for (const path of [one.url, two.url, '/my'])
      expect((await kim.get(path).expect(200)).text).not.toContain('canarynote')
    const { data } = await site.house.db
      .selectFrom('events')
      .select('data')
      .where('type', '=', 'person_noted')
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(data)).not.toContain('canary')

    const note = await site.house.db.selectFrom('person_notes').selectAll().executeTakeFirstOrThrow()
    await post(mira, `/desk/tickets/${two.id}/person-notes/remove`, { note: String(note.id) }).expect(303)
    expect((await mira.get(`/desk/tickets/${one.id}`)).text).not.toContain('canarynote')
    await undo(two)
    expect((await mira.get(`/desk/tickets/${one.id}`)).text).toContain('canarynote')

    const stranger = await makeTicket(site.house)
    await post(mira, `/desk/tickets/${stranger.id}/person-notes/remove`, { note: String(note.id) }).expect(404)
    await post(mira, `/desk/tickets/${one.id}/person-notes`, { note: '  ' }).expect(422)
    await post(kim, `/desk/tickets/${one.id}/person-notes`, { note: 'mine' }).expect(303)
    const notes = await site.house.db.selectFrom('person_notes').select('id').execute()
    expect(notes).toHaveLength(1)
  })
})

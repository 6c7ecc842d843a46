import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeStatus, linkArticle, refreshTicket, touch } from '../../src/tickets/commands.ts'
import { record } from '../../src/tickets/events.ts'
import { getTicket } from '../../src/tickets/queries.ts'
import { takeBack, undoable } from '../../src/tickets/undo.ts'
import { type MadeStaff, makeArticle, makeReply, makeStaff, makeTicket } from '../support/make.ts'
import { openSite, type Site } from '../support/site.ts'

let site: Site
let mira: MadeStaff

beforeAll(async () => {
  site = await openSite()
  mira = await makeStaff(site.house)
})
afterAll(() => site.close())

const by = () => ({ personId: mira.personId, byStaff: true })

/** All rows of these tickets as text; the date of the page's last change may not come back. */
async function rowsOf(...ids: number[]): Promise<string[]> {
  const found: string[] = []
  for (const [table, column] of [
    ['tickets', 'id'],
    ['replies', 'ticket_id'],
    ['ticket_tags', 'ticket_id'],
    ['votes', 'ticket_id'],
    ['links', 'ticket_id'],
    ['ticket_people', 'ticket_id'],
  ] as const) {
    const { rows } = await sql<{ row: string }>`SELECT (to_jsonb(t.*) - 'changed_at')::text AS row
      FROM ${sql.table(table)} t WHERE ${sql.ref(`t.${column}`)} = ANY(${ids}::int[]) ORDER BY 1`.execute(site.house.db)
    found.push(...rows.map(({ row }) => `${table} ${row}`))
  }
  return found
}

const transaction = <T>(act: Parameters<ReturnType<typeof site.house.db.transaction>['execute']>[0]) =>
  site.house.db.transaction().execute(act) as Promise<T>

describe('taking an act back', () => {
  it('puts every row of the tickets back as it was: moved, made and deleted ones', async () => {
    const { db, taxonomy } = site.house
    const from = await makeTicket(site.house, { tags: ['mail'] })
    const into = await makeTicket(site.house)
    const article = await makeArticle(site.house)
    await makeReply(site.house, from)
    await makeReply(site.house, into, { staff: mira })
    const before = await rowsOf(from.id, into.id)
    const undoId = await transaction<number>(async (trx) => {
      const { undoId } = await undoable(
        trx,
        { staffId: mira.id, type: 'status_changed', ticketIds: [from.id, into.id] },
        async () => {
          await trx.updateTable('replies').set({ ticket_id: into.id }).where('ticket_id', '=', from.id).execute()
          await trx.deleteFrom('ticket_tags').where('ticket_id', '=', from.id).execute()
          await linkArticle(trx, into.id, article.id, by())
          const ticket = await getTicket(
            trx,
            { staff: null, personId: null, linkedTickets: [], personal: false },
            from.id,
          )
          const answered = taxonomy.now.byKind.question.find(({ message_key }) => message_key === 'answered')
          if (answered) await changeStatus(trx, ticket, answered, by())
          await refreshTicket(trx, into.id)
          return { result: undefined }
        },
      )
      return undoId
    })
    expect(await rowsOf(from.id, into.id)).not.toEqual(before)
    await transaction((trx) => takeBack(trx, undoId, mira.id, by()))
    expect(await rowsOf(from.id, into.id)).toEqual(before)
    const events = await db.selectFrom('events').select('type').where('ticket_id', '=', from.id).execute()
    expect(events.map(({ type }) => type)).toContain('undone')
  })

  it('keeps what others wrote since, and counts it', async () => {
    const ticket = await makeTicket(site.house)
    const undoId = await transaction<number>(async (trx) => {
      const done = await undoable(trx, { staffId: mira.id, type: 'retitled', ticketIds: [ticket.id] }, async () => {
        await trx.updateTable('tickets').set({ title: 'Another title' }).where('id', '=', ticket.id).execute()
        await refreshTicket(trx, ticket.id)
        return { result: undefined }
      })
      return done.undoId
    })
    await makeReply(site.house, ticket)
    await transaction((trx) => takeBack(trx, undoId, mira.id, by()))
    const now = await site.house.db
      .selectFrom('tickets')
      .select(['title', 'reply_count'])
      .where('id', '=', ticket.id)
      .executeTakeFirstOrThrow()
    expect(now.title).not.toBe('Another title')
    expect(now.reply_count).toBe(1)
  })

  it('is refused when the same was changed since, and when it was taken back already', async () => {
    const ticket = await makeTicket(site.house)
    const retitle = (title: string) =>
      transaction<number>(async (trx) => {
        const done = await undoable(trx, { staffId: mira.id, type: 'retitled', ticketIds: [ticket.id] }, async () => {
          await trx.updateTable('tickets').set({ title }).where('id', '=', ticket.id).execute()
          return { result: await record(trx, ticket.id, 'retitled', by(), { to: title }) }
        })
        return done.undoId
      })
    const first = await retitle('Once')
    const second = await retitle('Twice')
    await expect(transaction((trx) => takeBack(trx, first, mira.id, by()))).rejects.toMatchObject({
      key: 'undoing.changed_since',
    })
    await transaction((trx) => takeBack(trx, second, mira.id, by()))
    await transaction((trx) => takeBack(trx, first, mira.id, by()))
    await expect(transaction((trx) => takeBack(trx, first, mira.id, by()))).rejects.toMatchObject({
      key: 'undoing.done_already',
    })
  })

  it('moves the date of a public page only when readers could see the change', async () => {
    const ticket = await makeTicket(site.house, { createdAt: new Date('2026-01-01T00:00:00Z') })
    const act = async (columns: { priority?: number; title?: string }) => {
      const id = await transaction<number>(async (trx) => {
        const done = await undoable(trx, { staffId: mira.id, type: 'retitled', ticketIds: [ticket.id] }, async () => {
          await trx.updateTable('tickets').set(columns).where('id', '=', ticket.id).execute()
          if (columns.title) await touch(trx, ticket.id, new Date('2026-01-02T00:00:00Z'))
          return { result: undefined }
        })
        return done.undoId
      })
      await transaction((trx) => takeBack(trx, id, mira.id, by()))
      const row = await site.house.db
        .selectFrom('tickets')
        .select('changed_at')
        .where('id', '=', ticket.id)
        .executeTakeFirstOrThrow()
      return row.changed_at.getTime()
    }
    expect(await act({ priority: 4 })).toBe(new Date('2026-01-01T00:00:00Z').getTime())
    expect(await act({ title: 'Seen by all' })).toBeGreaterThan(new Date('2026-01-03T00:00:00Z').getTime())
  })
})

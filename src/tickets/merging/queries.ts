/** What an agent looks at before two tickets become one. */
import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'
import { similarRows } from '../../db/similar-rows.ts'
import { readAsides } from '../asides.ts'
import type { Ticket } from '../queries.ts'
import { ROW_COLUMNS } from '../rows.ts'

/** Requester and guests of today. */
export async function listPeople(db: Db, ticketId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('ticket_people')
    .select('person_id')
    .where('ticket_id', '=', ticketId)
    .where('until', 'is', null)
    .orderBy('person_id')
    .execute()
  return [...new Set(rows.map(({ person_id }) => person_id))]
}

const MOST_FOUND = 8

export type Candidate = Awaited<ReturnType<typeof listByIds>>[number]

/** What the same person asked, then what is like it by its title, or by the words typed. Staff may read them all. */
export async function listCandidates(db: Db, ticket: Ticket, words: string): Promise<Candidate[]> {
  const own = words ? [] : await listOfRequester(db, ticket)
  const alike = await similarRows(
    db,
    {
      table: 'tickets',
      where: (eb) =>
        eb.and([
          eb('tickets.removed_at', 'is', null),
          eb('tickets.merged_into', 'is', null),
          eb('tickets.id', '!=', ticket.id),
        ]),
    },
    words || ticket.title,
    MOST_FOUND,
  )
  const ids = [...new Set([...own, ...alike])].slice(0, MOST_FOUND)
  const rows = await listByIds(db, ids)
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

async function listOfRequester(db: Db, { id, requester_id }: Ticket): Promise<number[]> {
  const rows = await db
    .selectFrom('tickets')
    .select('id')
    .where('requester_id', '=', requester_id)
    .where('id', '!=', id)
    .where('removed_at', 'is', null)
    .where('merged_into', 'is', null)
    .orderBy('id', 'desc')
    .limit(4)
    .execute()
  return rows.map((row) => row.id)
}

async function listByIds(db: Db, ids: readonly number[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom('tickets')
    .select(ROW_COLUMNS)
    .select(['tickets.requester_id', 'tickets.excerpt'])
    .where('tickets.id', 'in', [...ids])
    .execute()
}

/** What stands on a ticket for whoever may read it, oldest first, and how much beside it stays as it is. */
export async function readTexts(db: Db, ticketId: number) {
  const replies = await db
    .selectFrom('replies')
    .select(['id', 'author_name', 'by_staff', 'by_requester', 'audience', 'review_state', 'html', 'language'])
    .select('created_at')
    .where('ticket_id', '=', ticketId)
    .where('removed_at', 'is', null)
    .where('review_state', '!=', 'spam')
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const open = replies.filter(({ audience }) => audience === 'public')
  return {
    open,
    asides: await readAsides(db, ticketId),
    files: await listFileNames(db, ticketId, open),
    apart: replies.filter(({ audience }) => audience !== 'public').length,
    newest: replies.reduce((newest, { id }) => Math.max(newest, id), 0),
  }
}

/** Names of the files that whoever may read the ticket may have. */
async function listFileNames(db: Db, ticketId: number, open: readonly { id: number }[]): Promise<string[]> {
  const rows = await db
    .selectFrom('attachments')
    .select(['name', 'reply_id'])
    .where('ticket_id', '=', ticketId)
    .orderBy('id')
    .execute()
  return rows
    .filter(({ reply_id }) => reply_id === null || open.some(({ id }) => id === reply_id))
    .map(({ name }) => name)
}

/** The newest reply on either ticket, whoever reads it. */
export async function newestReplyOf(db: Db, ticketIds: readonly number[]): Promise<number> {
  const row = await db
    .selectFrom('replies')
    .select((eb) => eb.fn.max('id').as('newest'))
    .where('ticket_id', 'in', [...ticketIds])
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row?.newest ?? 0
}

/** Names for the sentence that says who reads it; '' for somebody who never told theirs. */
export async function nameOf(db: Db, { id, requester_name }: Ticket, personId: number): Promise<string> {
  const row = await db
    .selectFrom('people')
    .leftJoin('tickets', (join) =>
      join.onRef('tickets.requester_id', '=', 'people.id').on('tickets.id', '=', sql<number>`${id}::int`),
    )
    .select(['people.name', 'tickets.id as own'])
    .where('people.id', '=', personId)
    .executeTakeFirst()
  return row?.own ? requester_name || row.name : (row?.name ?? '')
}

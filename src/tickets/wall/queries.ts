/** Thanks for everyone to see: tickets that are thanks, and tickets whose requester said it. */
import { type ExpressionBuilder, sql } from 'kysely'
import { jsonObjectFrom } from 'kysely/helpers/postgres'
import { cutPage, momentOf, type Place, type Turn } from '../../db/cursor.ts'
import type { Database, Db } from '../../db/schema.ts'
import { listed, repliesListed } from '../rules.ts'

const PAGE_THANKS = 24

export type Thank = Awaited<ReturnType<typeof fetchThanks>>[number]
export type Wall = { thanks: Thank[]; newer: Place | undefined; older: Place | undefined }

/** Approved ones only: praise is what spam is dressed in. A turn past either end shows the first page. */
export async function readWall(db: Db, turn: Turn = {}, limit = PAGE_THANKS): Promise<Wall> {
  const { rows, more } = cutPage(await fetchThanks(db, turn, limit), limit, turn)
  const beyond = turn.before ? !more : turn.past !== undefined && rows.length === 0
  if (beyond) return readWall(db, {}, limit)
  const [first, last] = [rows[0], rows.at(-1)]
  return {
    thanks: rows,
    newer: (turn.before ? more : turn.past !== undefined) && first ? { value: first.place, id: first.id } : undefined,
    older: (turn.before ? true : more) && last ? { value: last.place, id: last.id } : undefined,
  }
}

/** Spelt as in the index tickets_wall. */
const SAID_AT = sql<Date>`(CASE WHEN kind = 'thanks' THEN created_at ELSE thanked_at END)`

async function fetchThanks(db: Db, turn: Turn, limit: number) {
  const forward = turn.before === undefined
  const from = turn.before ?? turn.past
  let query = db
    .selectFrom('tickets')
    .select(['id', 'slug', 'kind', 'title', 'excerpt', 'language', 'requester_name'])
    .select((eb) => [
      SAID_AT.as('said_at'),
      sql<number>`(extract(epoch FROM ${SAID_AT}) * 1000000)::bigint`.as('place'),
      wordsOf(eb).as('words'),
      answerTo(eb).as('answer'),
    ])
    .where(listed)
    .where('review_state', '=', 'approved')
    .where(sql<boolean>`(kind = 'thanks' OR thanked_at IS NOT NULL)`)
    .orderBy(SAID_AT, forward ? 'desc' : 'asc')
    .orderBy('id', forward ? 'desc' : 'asc')
    .limit(limit + 1)
  if (from) {
    const direction = forward ? sql`<` : sql`>`
    query = query.where(sql<boolean>`(${SAID_AT}, id) ${direction} (${momentOf(from.value)}, ${from.id}::int)`)
  }
  return query.execute()
}

type Tickets = ExpressionBuilder<Database, 'tickets'>

/** What the requester wrote with their thanks; nothing when they pressed the button only. */
function wordsOf(eb: Tickets) {
  return jsonObjectFrom(
    eb
      .selectFrom('replies')
      .select(['html', 'language'])
      .whereRef('ticket_id', '=', 'tickets.id')
      .where('is_thanks', '=', true)
      .where('by_requester', '=', true)
      .where('replies.review_state', '=', 'approved')
      .where(repliesListed)
      .orderBy('replies.created_at')
      .limit(1),
  )
}

/** What somebody of the team said to a thanks ticket. */
function answerTo(eb: Tickets) {
  return jsonObjectFrom(
    eb
      .selectFrom('replies')
      .select(['author_name', 'html', 'language'])
      .whereRef('ticket_id', '=', 'tickets.id')
      .where('tickets.kind', '=', 'thanks')
      .where('replies.by_staff', '=', true)
      .where(repliesListed)
      .orderBy('replies.created_at')
      .limit(1),
  )
}

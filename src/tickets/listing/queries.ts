/** Lists of tickets for everyone: `listed` whoever asks, a bounded number of rows, no counting. */
import { type ExpressionBuilder, sql } from 'kysely'
import { cutPage, microsOf, momentOf, type Place, type Turn } from '../../db/cursor.ts'
import type { Database, Db } from '../../db/schema.ts'
import { type ListedTicket, ROW_COLUMNS } from '../rows.ts'
import { listed, listedFor } from '../rules.ts'
import { type Filters, PAGE_ROWS, type Sort } from './rules.ts'

export type TicketList = {
  rows: ListedTicket[]
  newer: Place | undefined
  older: Place | undefined
}

type Choice = { filters?: Filters; sort?: Sort; turn?: Turn; limit?: number; author?: number | null }

const SORTED_BY = {
  newest: { column: 'tickets.created_at', place: microsOf('tickets.created_at'), read: momentOf },
  activity: { column: 'tickets.activity_at', place: microsOf('tickets.activity_at'), read: momentOf },
  votes: {
    column: 'tickets.vote_count',
    place: sql<number>`tickets.vote_count`,
    read: (votes: number) => sql`${votes}::int`,
  },
} as const

/** One page. A turn that leads past either end shows the first page. */
export async function listTickets(db: Db, choice: Choice = {}): Promise<TicketList> {
  const { turn = {}, limit = PAGE_ROWS } = choice
  const fetched = await fetchTickets(db, choice)
  const { rows, more } = cutPage(fetched, limit, turn)
  const beyond = turn.before ? !more : turn.past !== undefined && rows.length === 0
  if (beyond) return listTickets(db, { ...choice, turn: {} })
  const [first, last] = [rows[0], rows.at(-1)]
  return {
    rows,
    newer: (turn.before ? more : turn.past !== undefined) && first ? placeOf(first) : undefined,
    older: (turn.before ? true : more) && last ? placeOf(last) : undefined,
  }
}

const placeOf = ({ place, id }: { place: number; id: number }): Place => ({ value: place, id })

async function fetchTickets(
  db: Db,
  { filters = {}, sort = 'newest', turn = {}, limit = PAGE_ROWS, author = null }: Choice,
) {
  const { column, place, read } = SORTED_BY[sort]
  const forward = turn.before === undefined
  let query = db
    .selectFrom('tickets')
    .select(ROW_COLUMNS)
    .select(place.as('place'))
    .where(author === null ? listed : listedFor(author))
    .where((eb) => eb.and(conditions(eb, filters)))
    .orderBy(column, forward ? 'desc' : 'asc')
    .orderBy('tickets.id', forward ? 'desc' : 'asc')
    .limit(limit + 1)
  const from = turn.before ?? turn.past
  if (from) {
    const direction = forward ? sql`<` : sql`>`
    query = query.where(
      sql<boolean>`(${sql.ref(column)}, tickets.id) ${direction} (${read(from.value)}, ${from.id}::int)`,
    )
  }
  return query.execute()
}

function conditions(eb: ExpressionBuilder<Database, 'tickets'>, filters: Filters) {
  const { kind, statuses, categoryId, tagId, answered } = filters
  return [
    ...(kind ? [eb('tickets.kind', '=', kind)] : []),
    ...(statuses ? [eb('tickets.status_id', 'in', statuses)] : []),
    ...(categoryId ? [eb('tickets.category_id', '=', categoryId)] : []),
    ...(answered === undefined ? [] : [eb('tickets.first_public_reply_at', answered ? 'is not' : 'is', null)]),
    ...(tagId === undefined
      ? []
      : [
          eb.exists(
            eb
              .selectFrom('ticket_tags')
              .select(sql`1`.as('one'))
              .whereRef('ticket_tags.ticket_id', '=', 'tickets.id')
              .where('ticket_tags.tag_id', '=', tagId),
          ),
        ]),
  ]
}

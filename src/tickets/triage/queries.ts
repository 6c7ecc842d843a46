/** The queue: who waits, in which order, and how many. Staff read every ticket; removed and merged ones stand apart. */
import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely'
import { microsOf, momentOf, type Place } from '../../db/cursor.ts'
import type { Database, Db } from '../../db/schema.ts'
import { LATELY_DAYS, QUEUE_ROWS } from './rules.ts'
import type { Filters, Spot, View } from './urls.ts'

type Tickets = ExpressionBuilder<Database, 'tickets'>

type Order = {
  keys: RawBuilder<unknown>[]
  /** The keys in one number, and the way back. */
  place: RawBuilder<number>
  read: (value: number) => RawBuilder<unknown>[]
  down: boolean
}

/** Larger than any time in microseconds until the year 2090, small enough to be counted exactly when doubled. */
const NEVER = 3_900_000_000_000_000
const ANSWERED = 4_000_000_000_000_000

/** As in the index tickets_queue: not answered at all on top, then who waits longest. */
const BY_WAIT: Order = {
  keys: [sql`(tickets.first_reply_at IS NOT NULL)`, sql`coalesce(tickets.waiting_since, 'infinity'::timestamptz)`],
  place: sql<number>`(CASE WHEN tickets.first_reply_at IS NULL THEN 0 ELSE ${sql.lit(ANSWERED)} END
    + coalesce(${microsOf('tickets.waiting_since')}, ${sql.lit(NEVER)}))::bigint`,
  read: (value) => {
    const wait = value % ANSWERED
    return [sql`${value >= ANSWERED}::boolean`, wait >= NEVER ? sql`'infinity'::timestamptz` : momentOf(wait)]
  },
  down: false,
}

const byTime = (column: 'activity_at' | 'done_at' | 'created_at' | 'removed_at', down: boolean): Order => ({
  keys: [sql.ref(`tickets.${column}`)],
  place: microsOf(`tickets.${column}`),
  read: (value) => [momentOf(value)],
  down,
})

const ORDERS: Record<View, Order> = {
  unanswered: BY_WAIT,
  mine: BY_WAIT,
  unassigned: BY_WAIT,
  open: BY_WAIT,
  private: BY_WAIT,
  // Whom we have not heard of for longest on top.
  waiting: byTime('activity_at', false),
  done: byTime('done_at', true),
  thanks: byTime('created_at', true),
  removed: byTime('removed_at', true),
}

const COLUMNS = [
  'tickets.id',
  'tickets.title',
  'tickets.language',
  'tickets.kind',
  'tickets.status_id',
  'tickets.visibility',
  'tickets.review_state',
  'tickets.requester_name',
  'tickets.by_staff',
  'tickets.created_at',
  'tickets.activity_at',
  'tickets.waiting_since',
  'tickets.first_reply_at',
  'tickets.done_at',
  'tickets.removed_at',
] as const

export type QueueRow = Awaited<ReturnType<typeof fetchRows>>[number]

type Part = { from?: Place | undefined; including?: boolean; backwards?: boolean; limit: number }

/** One page of the queue. `past` is the place to go on from, where there is more. */
export async function listQueue(db: Db, staffId: number, spot: Spot): Promise<{ rows: QueueRow[]; past?: Place }> {
  const fetched = await fetchRows(db, staffId, spot, { from: spot.past, limit: QUEUE_ROWS + 1 })
  const rows = fetched.slice(0, QUEUE_ROWS)
  const last = rows.at(-1)
  return fetched.length > QUEUE_ROWS && last ? { rows, past: { value: last.place, id: last.id } } : { rows }
}

/** Few before the ticket, more after it: what is next to it is on the screen without scrolling. */
const AROUND = { before: 4, after: 26 }

/**
 * The queue beside an open ticket. A ticket that does not stand in this view (any more) has the view's beginning beside
 * it, and the first of it comes next.
 */
export async function listAround(db: Db, staffId: number, spot: Spot, ticketId: number): Promise<QueueRow[]> {
  const [own] = await fetchRows(db, staffId, spot, { limit: 1 }, ticketId)
  const from = own && { value: own.place, id: own.id }
  const before = from ? await fetchRows(db, staffId, spot, { from, backwards: true, limit: AROUND.before }) : []
  const after = await fetchRows(db, staffId, spot, { from, including: true, limit: AROUND.after })
  return [...before.reverse(), ...after]
}

/** The ticket after this one in the view; the view's first when this one does not stand in it. */
export async function findNext(db: Db, staffId: number, spot: Spot, ticketId: number): Promise<number | undefined> {
  const [own] = await fetchRows(db, staffId, spot, { limit: 1 }, ticketId)
  const [next] = await fetchRows(db, staffId, spot, { from: own && { value: own.place, id: own.id }, limit: 1 })
  return next?.id
}

async function fetchRows(
  db: Db,
  staffId: number,
  { view, filters }: Pick<Spot, 'view' | 'filters'>,
  { from, including = false, backwards = false, limit }: Part,
  onlyId?: number,
) {
  const { keys, place, read, down } = ORDERS[view]
  const descending = down !== backwards
  const direction = sql.raw(descending ? 'DESC' : 'ASC')
  let query = db
    .selectFrom('tickets')
    .leftJoin('staff', 'staff.id', 'tickets.assignee_id')
    .select(COLUMNS)
    .select(['staff.name as assignee_name', place.as('place'), tagNames.as('tags')])
    .where((eb) => inView(eb as unknown as Tickets, view, staffId))
    .where((eb) => eb.and(conditions(eb as unknown as Tickets, filters)))
    .orderBy(sql`${sql.join([...keys, sql.ref('tickets.id')].map((key) => sql`${key} ${direction}`))}`)
    .limit(limit)
  if (onlyId !== undefined) query = query.where('tickets.id', '=', onlyId)
  if (from) {
    const compare = sql.raw(`${descending ? '<' : '>'}${including ? '=' : ''}`)
    const here = sql.join([...keys, sql.ref('tickets.id')])
    query = query.where(sql<boolean>`(${here}) ${compare} (${sql.join([...read(from.value), sql`${from.id}::int`])})`)
  }
  return query.execute()
}

const tagNames = sql<string[]>`ARRAY(SELECT tags.name FROM ticket_tags JOIN tags ON tags.id = ticket_tags.tag_id
  WHERE ticket_tags.ticket_id = tickets.id ORDER BY tags.name LIMIT 4)`

function inView(eb: Tickets, view: View, staffId: number): Expression<SqlBool> {
  if (view === 'removed') return eb('tickets.removed_at', 'is not', null)
  const standing = [eb('tickets.removed_at', 'is', null), eb('tickets.merged_into', 'is', null)]
  if (view === 'thanks') return eb.and([...standing, eb('tickets.kind', '=', 'thanks')])
  if (view === 'done') {
    const lately = sql<Date>`now() - ${sql.lit(`${LATELY_DAYS} days`)}::interval`
    return eb.and([...standing, eb('tickets.phase', '=', 'done'), eb('tickets.done_at', '>', lately)])
  }
  // Whoever waits is here, whatever the status says: a thanks ticket is done, and may be written to again.
  if (view === 'unanswered') return eb.and([...standing, eb('tickets.waiting_since', 'is not', null)])
  const open = [...standing, eb('tickets.phase', '<>', 'done')]
  if (view === 'mine') return eb.and([...open, eb('tickets.assignee_id', '=', staffId)])
  if (view === 'unassigned') return eb.and([...open, eb('tickets.assignee_id', 'is', null)])
  if (view === 'waiting') return eb.and([...open, eb('tickets.phase', '=', 'waiting')])
  if (view === 'private') return eb.and([...open, eb('tickets.visibility', '=', 'private')])
  return eb.and(open)
}

function conditions(eb: Tickets, { kind, status, category, tag, assignee, language }: Filters) {
  return [
    ...(kind ? [eb('tickets.kind', '=', kind)] : []),
    ...(status ? [eb('tickets.status_id', '=', status)] : []),
    ...(category ? [eb('tickets.category_id', '=', category)] : []),
    ...(assignee === undefined
      ? []
      : [assignee ? eb('tickets.assignee_id', '=', assignee) : eb('tickets.assignee_id', 'is', null)]),
    ...(language ? [eb('tickets.language', '=', language)] : []),
    ...(tag
      ? [
          eb.exists(
            eb
              .selectFrom('ticket_tags')
              .innerJoin('tags', 'tags.id', 'ticket_tags.tag_id')
              .select(sql`1`.as('one'))
              .whereRef('ticket_tags.ticket_id', '=', 'tickets.id')
              .where('tags.name', '=', tag),
          ),
        ]
      : []),
  ]
}

/** For the suggestions of a tag field. */
export async function listTagNames(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('tags').select('name').orderBy('name').limit(500).execute()
  return rows.map(({ name }) => name)
}

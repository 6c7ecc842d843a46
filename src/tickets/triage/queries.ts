/** The queue: who waits, in which order, and how many. Staff read every ticket; removed and merged ones stand apart. */
import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Place } from '../../db/cursor.ts'
import { languagesOf } from '../../db/find-rows.ts'
import type { Database, Db } from '../../db/schema.ts'
import { listStaff } from '../../people/queries.ts'
import { conditions, findWords, type Words } from './filtering.ts'
import { ORDERS } from './orders.ts'
import { LATELY_DAYS, QUEUE_ROWS } from './rules.ts'
import type { Spot, View } from './urls.ts'

type Tickets = ExpressionBuilder<Database, 'tickets'>

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
  'tickets.first_reply_due_at',
  'tickets.done_at',
  'tickets.removed_at',
  'tickets.priority',
  'tickets.is_shadowed',
  'tickets.snoozed_at',
  'tickets.snoozed_until',
] as const

export type QueueRow = Awaited<ReturnType<typeof fetchRows>>[number]

type Part = { from?: Place | undefined; including?: boolean; backwards?: boolean; anywhere?: boolean; limit: number }

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
 * The queue beside an open ticket. A ticket that does not stand in this view any more has beside it what stood after it,
 * so that putting one off does not lead back to the top; where nothing did, the view's beginning.
 */
export async function listAround(db: Db, staffId: number, spot: Spot, ticketId: number): Promise<QueueRow[]> {
  const [own] = await fetchRows(db, staffId, spot, { limit: 1 }, ticketId)
  if (!own) return listAfter(db, staffId, spot, ticketId, AROUND.after)
  const from = { value: own.place, id: own.id }
  const [before, after] = await Promise.all([
    fetchRows(db, staffId, spot, { from, backwards: true, limit: AROUND.before }),
    fetchRows(db, staffId, spot, { from, including: true, limit: AROUND.after }),
  ])
  return [...before.reverse(), ...after]
}

/** By the place that the ticket would have, were it still in the view. */
async function listAfter(db: Db, staffId: number, spot: Spot, ticketId: number, limit: number) {
  const [left] = await fetchRows(db, staffId, spot, { anywhere: true, limit: 1 }, ticketId)
  const from = left && { value: left.place, id: left.id }
  const after = from ? await fetchRows(db, staffId, spot, { from, limit }) : []
  return after.length > 0 ? after : fetchRows(db, staffId, spot, { limit })
}

/** The ticket after this one in the view; see listAround for one that does not stand in it. */
export async function findNext(db: Db, staffId: number, spot: Spot, ticketId: number): Promise<number | undefined> {
  const [own] = await fetchRows(db, staffId, spot, { limit: 1 }, ticketId)
  const [next] = own
    ? await fetchRows(db, staffId, spot, { from: { value: own.place, id: own.id }, limit: 1 })
    : await listAfter(db, staffId, spot, ticketId, 1)
  return next?.id
}

async function fetchRows(
  db: Db,
  staffId: number,
  { view, filters, broken }: Pick<Spot, 'view' | 'filters' | 'broken'>,
  { from, including = false, backwards = false, anywhere = false, limit }: Part,
  onlyId?: number,
) {
  if (broken) return []
  const { keys, place, read, down } = ORDERS[view]
  const found = await findWords(db, filters.q)
  const descending = down !== backwards
  const direction = sql.raw(descending ? 'DESC' : 'ASC')
  const order = sql`${sql.join([...keys, sql.ref('tickets.id')].map((key) => sql`${key} ${direction}`))}`
  // Chosen by what stands in the index alone; only those shown are read as rows, which are wide.
  let chosen = db.selectFrom('tickets').select('tickets.id').orderBy(order).limit(limit)
  if (!anywhere) {
    chosen = chosen
      .where((eb) => inView(eb as unknown as Tickets, view, staffId))
      .where((eb) => eb.and(conditions(eb as unknown as Tickets, filters, staffId, found)))
  }
  if (onlyId !== undefined) chosen = chosen.where('tickets.id', '=', onlyId)
  if (from) {
    const compare = sql.raw(`${descending ? '<' : '>'}${including ? '=' : ''}`)
    const here = sql.join([...keys, sql.ref('tickets.id')])
    chosen = chosen.where(sql<boolean>`(${here}) ${compare} (${sql.join([...read(from.value), sql`${from.id}::int`])})`)
  }
  return db
    .selectFrom('tickets')
    .leftJoin('staff', 'staff.id', 'tickets.assignee_id')
    .select(COLUMNS)
    .select(['staff.name as assignee_name', place.as('place'), tagNames.as('tags')])
    .where('tickets.id', 'in', chosen)
    .orderBy(order)
    .execute()
}

const tagNames = sql<string[]>`ARRAY(SELECT tags.name FROM ticket_tags JOIN tags ON tags.id = ticket_tags.tag_id
  WHERE ticket_tags.ticket_id = tickets.id ORDER BY tags.name LIMIT 4)`

function inView(eb: Tickets, view: View, staffId: number): Expression<SqlBool> {
  if (view === 'removed') return eb('tickets.removed_at', 'is not', null)
  const standing = [eb('tickets.removed_at', 'is', null), eb('tickets.merged_into', 'is', null)]
  if (view === 'thanks') return eb.and([...standing, eb('tickets.kind', '=', 'thanks')])
  if (view === 'snoozed') return eb.and([...standing, eb('tickets.snoozed_at', 'is not', null)])
  if (view === 'mentions') return eb.and([...standing, isMentioned(staffId)])
  if (view === 'done') {
    const lately = sql<Date>`now() - ${sql.lit(`${LATELY_DAYS} days`)}::interval`
    return eb.and([...standing, eb('tickets.phase', '=', 'done'), eb('tickets.done_at', '>', lately)])
  }
  // What was put off is nobody's work until it wakes.
  standing.push(eb('tickets.snoozed_at', 'is', null))
  // Whoever waits is here, whatever the status says: a thanks ticket is done, and may be written to again.
  if (view === 'unanswered') return eb.and([...standing, eb('tickets.waiting_since', 'is not', null)])
  const open = [...standing, eb('tickets.phase', '<>', 'done')]
  if (view === 'mine') return eb.and([...open, eb('tickets.assignee_id', '=', staffId)])
  if (view === 'unassigned') return eb.and([...open, eb('tickets.assignee_id', 'is', null)])
  if (view === 'waiting') return eb.and([...open, eb('tickets.phase', '=', 'waiting')])
  if (view === 'private') return eb.and([...open, eb('tickets.visibility', '=', 'private')])
  return eb.and(open)
}

/** Somebody has written "@" and this colleague's name on it, and has not been answered. */
export function isMentioned(staffId: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`tickets.id IN (SELECT m.ticket_id FROM mentions m LEFT JOIN replies r ON r.id = m.reply_id
    WHERE m.staff_id = ${staffId} AND m.settled_at IS NULL AND r.removed_at IS NULL)`
}

/** More than this is not done at once. */
export const MOST_AT_ONCE = 5000

/** The numbers of all tickets that fit, in the order of the queue; at most MOST_AT_ONCE. */
export async function listFitting(db: Db, staffId: number, spot: Spot): Promise<number[]> {
  if (spot.broken) return []
  const words = await findWords(db, spot.filters.q)
  const { keys, down } = ORDERS[spot.view]
  const direction = sql.raw(down ? 'DESC' : 'ASC')
  const rows = await fitting(db, staffId, spot, words)
    .select('tickets.id')
    .orderBy(sql`${sql.join([...keys, sql.ref('tickets.id')].map((key) => sql`${key} ${direction}`))}`)
    .limit(MOST_AT_ONCE)
    .execute()
  return rows.map(({ id }) => id)
}

/** How many fit, counted as far as `most`. */
export async function countFitting(db: Db, staffId: number, spot: Spot, most: number): Promise<number> {
  if (spot.broken) return 0
  const words = await findWords(db, spot.filters.q)
  const counted = fitting(db, staffId, spot, words).select(sql`1`.as('one')).limit(most)
  const row = await db
    .selectFrom(counted.as('counted'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

function fitting(db: Db, staffId: number, { view, filters }: Spot, words: Words) {
  return db
    .selectFrom('tickets')
    .where((eb) => inView(eb, view, staffId))
    .where((eb) => eb.and(conditions(eb, filters, staffId, words)))
}

/** For the suggestions of a tag field. */
export async function listTagNames(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('tags').select('name').orderBy('name').limit(500).execute()
  return rows.map(({ name }) => name)
}

/** What the filters can be set to, as far as only the database knows. */
export async function offeredFilters(db: Db) {
  return { staff: await listStaff(db), languages: await languagesOf(db, 'tickets'), channels: await listChannels(db) }
}

/** By which ways tickets came, where not all came by the web: one probe of the index for each, however many rows. */
async function listChannels(db: Db): Promise<string[]> {
  const next = (
    after: RawBuilder<unknown>,
  ) => sql`(SELECT channel FROM tickets WHERE channel <> 'web' AND channel > ${after}
    ORDER BY channel LIMIT 1)`
  const { rows } = await sql<{ channel: string }>`
    WITH RECURSIVE seen AS (
      SELECT ${next(sql`''`)} AS channel
      UNION ALL
      SELECT ${next(sql`seen.channel`)} FROM seen WHERE seen.channel IS NOT NULL
    )
    SELECT channel FROM seen WHERE channel IS NOT NULL LIMIT 50`.execute(db)
  return rows.length === 0 ? [] : ['web', ...rows.map(({ channel }) => channel)]
}

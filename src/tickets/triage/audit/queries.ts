/** Acts of staff, the newest first: events of tickets and articles, and what is noted beside them, as one list. */
import { type RawBuilder, sql } from 'kysely'
import { microsOf, momentOf, type Place } from '../../../db/cursor.ts'
import type { Db } from '../../../db/schema.ts'
import type { Wanted } from './forms.ts'
import { GROUP_WORDS, type Group } from './rules.ts'

export const PAGE_ACTS = 50

type Data = Record<string, unknown>
export type Act = {
  /** 1 an event, 0 a note. */
  source: 0 | 1
  id: number
  type: string
  created_at: Date
  staff_name: string | null
  ticket_id: number | null
  article_id: number | null
  /** Of the ticket or the article. */
  title: string | null
  /** The article is removed. */
  is_removed: boolean
  language: string | null
  /** What an event tells; of a note what was before, and what it was about. */
  data: Data
  after: Data
  what: string
  /** Of the article that an event on a ticket names. */
  article_title: string | null
  micros: number
}

/** `past`: after this place; its id holds the source too. */
export async function listActs(
  db: Db,
  wanted: Wanted,
  past: Place | undefined,
): Promise<{ acts: Act[]; past?: Place }> {
  const { group } = wanted
  const halves = [
    ...(group === undefined || group === 'tickets' || group === 'articles' ? [events(wanted, past)] : []),
    ...(group !== 'tickets' && group !== 'articles' ? [notes(wanted, past)] : []),
  ]
  const { rows } = await sql<Act>`
    SELECT * FROM (${sql.join(
      halves.map((half) => sql`(${half})`),
      sql` UNION ALL `,
    )}) AS acts
    ORDER BY created_at DESC, source DESC, id DESC LIMIT ${sql.lit(PAGE_ACTS + 1)}`.execute(db)
  const acts = rows.slice(0, PAGE_ACTS)
  const last = acts.at(-1)
  const more = rows.length > PAGE_ACTS && last
  return more ? { acts, past: { value: last.micros, id: last.id * 2 + last.source } } : { acts }
}

function events(wanted: Wanted, past: Place | undefined): RawBuilder<unknown> {
  const about =
    wanted.group === 'tickets'
      ? sql`AND e.ticket_id IS NOT NULL`
      : wanted.group === 'articles'
        ? sql`AND e.article_id IS NOT NULL`
        : sql``
  const who = wanted.who ? sql`AND e.person_id = (SELECT person_id FROM staff WHERE id = ${wanted.who})` : sql``
  // Cut to a page before anything is looked up beside it.
  return sql`SELECT 1 AS source, e.id, e.type, e.created_at, staff.name AS staff_name, e.ticket_id, e.article_id,
      coalesce(tickets.title, about.title) AS title, coalesce(tickets.language, about.language) AS language,
      e.data, about.removed_at IS NOT NULL AS is_removed, '{}'::jsonb AS after, '' AS what, named.title AS article_title, ${microsOf('e.created_at')} AS micros
    FROM (SELECT * FROM events e WHERE e.by_staff ${about} ${who} ${within('e', wanted)} ${after('e', 1, past)}
      ORDER BY e.created_at DESC, e.id DESC LIMIT ${sql.lit(PAGE_ACTS + 1)}) AS e
    LEFT JOIN staff ON staff.person_id = e.person_id
    LEFT JOIN tickets ON tickets.id = e.ticket_id
    LEFT JOIN articles AS about ON about.id = e.article_id
    LEFT JOIN articles AS named ON named.id = (e.data->>'article_id')::int`
}

function notes(wanted: Wanted, past: Place | undefined): RawBuilder<unknown> {
  const who = wanted.who ? sql`AND a.staff_id = ${wanted.who}` : sql``
  return sql`SELECT 0 AS source, a.id, a.act AS type, a.created_at, staff.name AS staff_name, NULL::int AS ticket_id,
      NULL::int AS article_id, NULL::text AS title, NULL::text AS language, a.before AS data, false AS is_removed, a.after, a.what,
      NULL::text AS article_title, ${microsOf('a.created_at')} AS micros
    FROM (SELECT * FROM audit a WHERE true ${ofGroup(wanted.group)} ${who} ${within('a', wanted)} ${after('a', 0, past)}
      ORDER BY a.created_at DESC, a.id DESC LIMIT ${sql.lit(PAGE_ACTS + 1)}) AS a
    LEFT JOIN staff ON staff.id = a.staff_id`
}

function within(table: 'e' | 'a', { from, before }: Wanted): RawBuilder<unknown> {
  const created = sql.ref(`${table}.created_at`)
  return sql`${from ? sql`AND ${created} >= ${from}::timestamptz` : sql``} ${before ? sql`AND ${created} < ${before}::timestamptz` : sql``}`
}

/** Events stand before notes of the same moment. */
function after(table: 'e' | 'a', source: 0 | 1, past: Place | undefined): RawBuilder<unknown> {
  if (!past) return sql``
  const at = momentOf(past.value)
  const created = sql.ref(`${table}.created_at`)
  const here = sql`(${created}, ${sql.lit(source)}, ${sql.ref(`${table}.id`)})`
  // The first condition is the one an index can serve.
  return sql`AND ${created} <= ${at} AND ${here} < (${at}, ${past.id % 2}::int, ${Math.floor(past.id / 2)}::int)`
}

function ofGroup(group: Group | undefined): RawBuilder<unknown> {
  const word = sql`split_part(a.act, '_', 1)`
  if (group === undefined || group === 'tickets' || group === 'articles') return sql``
  if (group === 'settings') return sql`AND NOT ${word} = ANY(${Object.values(GROUP_WORDS).flat()}::text[])`
  return sql`AND ${word} = ANY(${[...GROUP_WORDS[group]]}::text[])`
}

/** Everybody who is or was in the team, to choose from. */
export async function listEverybody(db: Db): Promise<{ id: number; name: string }[]> {
  return db.selectFrom('staff').select(['id', 'name']).orderBy('name').orderBy('id').execute()
}

/** One ticket's events, by whomever, the newest first; `before`: an event's number to go on from. */
export async function listTicketEvents(db: Db, ticketId: number, before: number | undefined) {
  const all = db
    .selectFrom('events')
    .leftJoin('staff', 'staff.person_id', 'events.person_id')
    .leftJoin('articles', (join) => join.on(sql`(events.data->>'article_id')::int`, '=', (eb) => eb.ref('articles.id')))
    .select([
      'events.id',
      'events.type',
      'events.person_id',
      'events.by_staff',
      'events.data',
      'events.created_at',
      'events.is_public',
      'staff.name as staff_name',
      'articles.title as article_title',
    ])
    .where('events.ticket_id', '=', ticketId)
    .orderBy('events.id', 'desc')
    .limit(PAGE_ACTS + 1)
  const rows = await (before === undefined ? all : all.where('events.id', '<', before)).execute()
  return { events: rows.slice(0, PAGE_ACTS), hasMore: rows.length > PAGE_ACTS }
}

/** Of these replies, those that staff have taken away and can bring back. */
export async function listRemovedReplies(db: Db, ticketId: number, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('replies')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('id', 'in', [...ids])
    .where('removed_at', 'is not', null)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** What an open page of the desk shows, as marks that change with it; and what is news to whoever wants to be told. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../../db/schema.ts'
import { listPresent } from '../../presence.ts'
import { type Comfort, lastEvent } from '../comfort.ts'
import { countViews } from '../desk-side.ts'
import { listQueue } from '../queries.ts'
import type { Spot } from '../urls.ts'
import type { Marks } from './hub.ts'

export type Watch = {
  staffId: number
  /** The queue on the page, where there is one. */
  spot: Spot | undefined
  ticketId: number | undefined
  notices: Comfort['notices']
}

const markOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16)

export async function look(db: Db, { staffId, spot, ticketId, notices }: Watch): Promise<Marks> {
  const marks: Marks = { counts: markOf(await countViews(db, staffId)) }
  if (spot) marks[spot.view] = markOf((await listQueue(db, staffId, spot)).rows)
  if (ticketId !== undefined) {
    marks.ticket = String(await lastEvent(db, ticketId))
    marks.presence = markOf(await listPresent(db, ticketId, staffId))
  }
  if (notices !== 'none') marks.news = String((await listNews(db, { staffId, notices, after: 0 })).at(0)?.id ?? 0)
  return marks
}

/** Signed out, or taken out of the team, their sessions are gone at once. */
export async function isSignedIn(db: Db, sessionId: string): Promise<boolean> {
  const session = await db
    .selectFrom('sessions')
    .select('staff_id')
    .where('public_id', '=', sessionId)
    .where('expires_at', '>', new Date())
    .executeTakeFirst()
  return session !== undefined
}

const MOST_NEWS = 10
/** Of so many events; a bulk act leaves thousands, and nobody wants to hear of each. */
const LOOKED_AT = 1000
/** Nobody wants to be told in the evening of what came in the morning. */
const NEWS_HOURS = 1

export type News = Awaited<ReturnType<typeof listNews>>[number]

/** The newest first: what customers wrote, and what colleagues want of this one. 'mine': on their own tickets only. */
export async function listNews(
  db: Db,
  { staffId, notices, after }: { staffId: number; notices: Comfort['notices']; after: number },
) {
  const toMe = sql<boolean>`(events.type = 'mentioned' AND (events.data->>'staff_id')::int = ${staffId}
    OR events.type IN ('assigned', 'passed_on') AND (events.data->>'to')::int = ${staffId})`
  const fromCustomers = sql<boolean>`(events.type IN ('asked', 'replied') AND NOT events.by_staff OR events.type = 'woken')`
  const onMine = sql<boolean>`tickets.assignee_id = ${staffId}`
  return db
    .selectFrom('events')
    .innerJoin('tickets', 'tickets.id', 'events.ticket_id')
    .leftJoin('staff', 'staff.person_id', 'events.person_id')
    .select(['events.id', 'events.type', 'tickets.id as ticket_id', 'tickets.title', 'tickets.visibility'])
    .select(['staff.name as by_name'])
    .where('events.id', '>', sql<number>`greatest(${after}::int, (SELECT max(id) FROM events) - ${sql.lit(LOOKED_AT)})`)
    .where(sql<boolean>`events.created_at > now() - make_interval(hours => ${sql.lit(NEWS_HOURS)})`)
    .where('tickets.removed_at', 'is', null)
    .where('tickets.merged_into', 'is', null)
    .where('tickets.is_shadowed', '=', false)
    .where(sql<boolean>`events.person_id IS DISTINCT FROM (SELECT person_id FROM staff WHERE id = ${staffId})`)
    .where(sql<boolean>`(${toMe} OR ${fromCustomers} AND ${notices === 'all' ? sql<boolean>`true` : onMine})`)
    .orderBy('events.id', 'desc')
    .limit(MOST_NEWS)
    .execute()
}

/** What staff read of an incident: those in it, and what looks as if it belonged to it. */
import { type ExpressionBuilder, sql } from 'kysely'
import type { Database, Db } from '../../db/schema.ts'
import { ROW_COLUMNS } from '../rows.ts'
import { OPEN_REVIEW_STATES } from '../rules.ts'
import { readingLike } from './alike.ts'

type Tickets = ExpressionBuilder<Database, 'tickets'>

export type Incident = NonNullable<Awaited<ReturnType<typeof findIncident>>>

export async function findIncident(db: Db, ticketId: number) {
  return db.selectFrom('incidents').selectAll().where('ticket_id', '=', ticketId).executeTakeFirst()
}

/** The incident that a ticket belongs to, running or over. */
export async function findIncidentOf(db: Db, ticketId: number): Promise<Incident | undefined> {
  return db
    .selectFrom('incidents')
    .innerJoin('incident_tickets', 'incident_tickets.incident_id', 'incidents.ticket_id')
    .selectAll('incidents')
    .where('incident_tickets.ticket_id', '=', ticketId)
    .executeTakeFirst()
}

/** Running ones first, then those that are over, latest first. */
export async function listIncidents(db: Db) {
  return db
    .selectFrom('incidents')
    .innerJoin('tickets', 'tickets.id', 'incidents.ticket_id')
    .select(['tickets.id', 'tickets.vote_count', 'headline', 'incidents.language', 'since', 'next_word_at', 'ended_at'])
    .select((eb) =>
      eb
        .selectFrom('incident_tickets')
        .select((own) => own.fn.countAll<number>().as('n'))
        .whereRef('incident_id', '=', 'incidents.ticket_id')
        .as('gathered'),
    )
    .where('tickets.removed_at', 'is', null)
    .orderBy(sql`ended_at IS NOT NULL`)
    .orderBy('since', 'desc')
    .orderBy('tickets.id', 'desc')
    .limit(100)
    .execute()
}

const COLUMNS = [...ROW_COLUMNS, 'tickets.excerpt', 'tickets.phase'] as const

export type IncidentTicket = Awaited<ReturnType<typeof listGathered>>[number]

export async function listGathered(db: Db, incidentId: number) {
  return db
    .selectFrom('tickets')
    .innerJoin('incident_tickets', 'incident_tickets.ticket_id', 'tickets.id')
    .select(COLUMNS)
    .where('incident_id', '=', incidentId)
    .where(belongs)
    .orderBy('tickets.id')
    .execute()
}

/** A ticket that somebody can be told on; what waits to be looked at, was removed or merged cannot be gathered. */
export function belongs(eb: Tickets) {
  return eb.and([
    eb('tickets.removed_at', 'is', null),
    eb('tickets.merged_into', 'is', null),
    eb('tickets.review_state', 'in', OPEN_REVIEW_STATES),
  ])
}

/** Somebody may have noticed before we did. */
const BEFORE_MS = 2 * 3_600_000
const MOST_TITLES = 8
const MOST_SHOWN = 25

/**
 * Questions and problems of that time that read like the incident's title, its headline, or what was gathered already:
 * the more has been confirmed, the more ways of saying it are known. Private ones too; staff alone see them.
 */
export async function listCandidates(
  db: Db,
  incident: Incident,
  title: string,
  gathered: readonly Pick<IncidentTicket, 'title'>[],
): Promise<IncidentTicket[]> {
  const from = new Date(incident.since.getTime() - BEFORE_MS)
  const meanwhile = (eb: Tickets) =>
    eb.and([
      belongs(eb),
      eb('tickets.created_at', '>=', from),
      eb('tickets.created_at', '<=', incident.ended_at ?? new Date()),
      eb('tickets.kind', 'in', ['question', 'problem']),
      eb('tickets.phase', '!=', 'done'),
      eb('tickets.id', '!=', incident.ticket_id),
      eb('tickets.id', 'not in', eb.selectFrom('incident_tickets').select('incident_tickets.ticket_id')),
      eb('tickets.id', 'not in', eb.selectFrom('incidents').select('incidents.ticket_id')),
    ])
  const titles = [...new Set([incident.headline, title, ...gathered.map((ticket) => ticket.title)])]
  const ids = await readingLike(db, meanwhile, titles.slice(0, MOST_TITLES), MOST_SHOWN)
  if (ids.length === 0) return []
  const rows = await db.selectFrom('tickets').select(COLUMNS).where('id', 'in', ids).where(belongs).execute()
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

export type Hearer = {
  personId: number
  email: string
  language: string | null
  ticketId: number
  /** Of their own ticket; null for whoever only said "me too". */
  linkVersion: number | null
}

/**
 * Everyone in an incident who left an address, once each: requesters by their own ticket, then those who said "me too".
 * People that were joined are one.
 */
export async function listHearers(db: Db, incidentId: number): Promise<Hearer[]> {
  const { rows } = await sql<Hearer>`
    SELECT DISTINCT ON (lower(p.email)) p.id AS "personId", p.email, p.language, part.ticket_id AS "ticketId",
      part.link_version AS "linkVersion"
    FROM (
      SELECT t.requester_id AS person_id, t.id AS ticket_id, t.link_version, 0 AS place FROM tickets t
      WHERE (t.id = ${incidentId} OR t.id IN (SELECT ticket_id FROM incident_tickets WHERE incident_id = ${incidentId}))
        AND t.removed_at IS NULL AND t.merged_into IS NULL AND t.review_state = ANY(${[...OPEN_REVIEW_STATES]})
      UNION ALL
      SELECT person_id, ${incidentId}::int, NULL, 1 FROM votes WHERE ticket_id = ${incidentId}
    ) AS part
    JOIN people AS own ON own.id = part.person_id
    JOIN people AS p ON p.id = coalesce(own.merged_into, own.id)
    WHERE p.email <> ''
    ORDER BY lower(p.email), part.place, part.ticket_id`.execute(db)
  return rows
}

/** How many are in it at all; those without an address read it on their page. */
export async function countPeople(db: Db, incidentId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT count(DISTINCT coalesce(p.merged_into, p.id))::int AS n FROM (
      SELECT requester_id AS person_id FROM tickets
      WHERE id = ${incidentId} OR id IN (SELECT ticket_id FROM incident_tickets WHERE incident_id = ${incidentId})
      UNION ALL SELECT person_id FROM votes WHERE ticket_id = ${incidentId}
    ) AS part JOIN people p ON p.id = part.person_id`.execute(db)
  return rows[0]?.n ?? 0
}

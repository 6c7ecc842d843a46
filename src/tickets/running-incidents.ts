/** What everybody is told of an incident: on the front page, above the ask form, on its own page and on those in it. */
import { type ExpressionBuilder, sql } from 'kysely'
import { jsonObjectFrom } from 'kysely/helpers/postgres'
import { PREPARED } from '../db/prepared.ts'
import type { Database, Db } from '../db/schema.ts'
import { formatDate, formatMoment } from '../text/dates.ts'
import { excerpt } from '../text/excerpt.ts'
import { plainText } from '../text/plain.ts'
import type { PageWords } from '../web/render.ts'
import { votesText } from './rows.ts'
import { listed, repliesListed } from './rules.ts'
import { ticketActUrl, ticketUrl } from './urls.ts'

/** More at once than a reader in trouble will look through. */
const MOST_SHOWN = 3

export type RunningIncident = Awaited<ReturnType<typeof listRunning>>[number]

/** Those whose ticket everybody may read, latest first. `isIn`: whether this person has said "me too", or asked. */
export async function listRunning(db: Db, personId: number | null) {
  return db
    .selectFrom('incidents')
    .innerJoin('tickets', 'tickets.id', 'incidents.ticket_id')
    .select(['tickets.id', 'tickets.slug', 'tickets.kind', 'tickets.vote_count'])
    .select(['headline', 'incidents.language', 'since', 'next_word_at'])
    .select((eb) => [
      eb
        .selectFrom('replies')
        .select('source')
        .whereRef('replies.ticket_id', '=', 'incidents.ticket_id')
        .whereRef('replies.created_at', '>=', 'incidents.declared_at')
        .where('by_staff', '=', true)
        .where(repliesListed)
        .orderBy('replies.created_at', 'desc')
        .orderBy('replies.id', 'desc')
        .limit(1)
        .as('latest'),
      isIn(eb as unknown as Builder, personId).as('isIn'),
    ])
    .where('ended_at', 'is', null)
    .where((eb) => listed(eb as unknown as Builder))
    .orderBy('since', 'desc')
    .orderBy('ticket_id', 'desc')
    .limit(MOST_SHOWN)
    .execute()
}

type Builder = ExpressionBuilder<Database, 'tickets'>

/** Nobody's part in it is never looked up. */
function isIn(eb: Builder, personId: number | null) {
  if (personId === null) return sql<boolean>`false`
  const voted = eb
    .selectFrom('votes')
    .select(sql`1`.as('one'))
    .whereRef('votes.ticket_id', '=', 'tickets.id')
    .where('votes.person_id', '=', personId)
  const gathered = eb
    .selectFrom('incident_tickets')
    .innerJoin('tickets as own', 'own.id', 'incident_tickets.ticket_id')
    .select(sql`1`.as('one'))
    .whereRef('incident_tickets.incident_id', '=', 'tickets.id')
    .where('own.requester_id', '=', personId)
  return sql<boolean>`(${eb('tickets.requester_id', '=', personId)} OR ${eb.exists(voted)} OR ${eb.exists(gathered)})`
}

/** The incident that a ticket is, running or over; for the statement of its page. */
export function ownIncident(eb: Builder, ticketId: number) {
  return jsonObjectFrom(
    eb
      .selectFrom('incidents')
      .select(['headline', 'language', 'since', 'next_word_at', 'ended_at'])
      .where('ticket_id', '=', ticketId),
  )
}

/** The incident that a ticket belongs to, where everybody may read that one. */
export function incidentAround(eb: Builder, ticketId: number) {
  return jsonObjectFrom(
    eb
      .selectFrom('incident_tickets')
      .innerJoin('incidents', 'incidents.ticket_id', 'incident_tickets.incident_id')
      .innerJoin('tickets', 'tickets.id', 'incidents.ticket_id')
      .select(['tickets.id', 'tickets.slug', 'headline', 'incidents.language', 'since', 'next_word_at', 'ended_at'])
      .where('incident_tickets.ticket_id', '=', ticketId)
      .where(listed),
  )
}

type Words = Pick<PageWords, 't' | 'language' | 'timeZone'>

/** A moment as <time> holds it, and in words. */
export type Moment = { iso: string; text: string }

/** The day is left out where the reader has just read it. */
export function momentWords(at: Date, { language, timeZone }: Words, after?: Date): Moment {
  const day = (date: Date) => formatDate(date, 'en', timeZone)
  const withDay = after === undefined || day(at) !== day(after)
  return { iso: at.toISOString(), text: formatMoment(at, language, timeZone, withDay) }
}

/** For views/tickets/_incidents. No clock is in it: the page says when, and is the same for everybody. */
export function bannerWords(incident: RunningIncident, mayVote: boolean, words: Words) {
  const { next_word_at: next, since, latest } = incident
  return {
    url: ticketUrl(incident),
    headline: incident.headline,
    language: incident.language,
    since: momentWords(since, words),
    next: next ? momentWords(next, words, since) : undefined,
    latest: latest ? excerpt(plainText(latest), 180) : '',
    people: incident.vote_count > 0 ? votesText(incident, words.t) : '',
    isIn: incident.isIn,
    action: mayVote && !incident.isIn ? ticketActUrl(incident.id, 'me-too') : undefined,
  }
}

export type DeskIncident = Awaited<ReturnType<typeof listDeskIncidents>>[number]

/** For a ticket on the desk: the one it is or belongs to, and those that run and may be what it tells of. */
export async function listDeskIncidents(db: Db, ticketId: number) {
  return db
    .selectFrom('incidents')
    .leftJoin('incident_tickets as part', (join) =>
      join.onRef('part.incident_id', '=', 'incidents.ticket_id').on('part.ticket_id', '=', ticketId),
    )
    .leftJoin('related_tickets as alike', (join) =>
      join.onRef('alike.related_id', '=', 'incidents.ticket_id').on('alike.ticket_id', '=', ticketId),
    )
    .select(['incidents.ticket_id as id', 'headline', 'language', 'since', 'next_word_at', 'ended_at'])
    .select((eb) => [
      eb('incidents.ticket_id', '=', ticketId).as('isOwn'),
      eb('part.ticket_id', 'is not', null).as('isPart'),
      eb('alike.ticket_id', 'is not', null).as('isAlike'),
    ])
    .where((eb) =>
      eb.or([
        eb('ended_at', 'is', null),
        eb('incidents.ticket_id', '=', ticketId),
        eb('part.ticket_id', 'is not', null),
      ]),
    )
    .orderBy('since', 'desc')
    .orderBy('incidents.ticket_id', 'desc')
    .limit(MOST_SHOWN + 2)
    .modifyEnd(PREPARED)
    .execute()
}

/** While it runs, everybody is led to its ticket: that cannot become part of another one. */
export async function isRunning(db: Db, ticketId: number): Promise<boolean> {
  const row = await db
    .selectFrom('incidents')
    .select('ticket_id')
    .where('ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

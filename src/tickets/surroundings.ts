/**
 * A ticket with all that stands around its conversation, in one statement: on a server each further one costs more
 * than what it reads, and a page of a ticket costs two.
 */
import { type ExpressionBuilder, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { articlesListed } from '../articles/rules.ts'
import { madeOnce, PREPARED } from '../db/prepared.ts'
import type { Database, Db } from '../db/schema.ts'
import { NotFound } from '../web/errors.ts'
import { STRANGER, type Viewer } from '../web/viewer.ts'
import type { EventType } from './events.ts'
import { readableTicket, type Ticket, whyMissing } from './queries.ts'
import { linksVisibleTo, listed } from './rules.ts'
import { incidentAround, ownIncident } from './running-incidents.ts'
import { readTicketAddress } from './urls.ts'

/** As it is found for one viewer: everything in it may be read by whoever may read the ticket, but for the own vote. */
export type SurroundedTicket = Awaited<ReturnType<typeof getSurroundedTicket>>
export type Surroundings = Omit<SurroundedTicket, keyof Ticket>

/** A ticket reopened a hundred times still fits a page. */
const MOST_CHANGES = 200
const MOST_RELATED = 5

/** Lines of the history that a reader understands; the others are for the desk. */
const SHOWN_EVENTS: readonly EventType[] = [
  'status_changed',
  'solved',
  'thanked',
  'incident_declared',
  'incident_ended',
  'acknowledged',
]

/** Throws as getTicket does. */
export async function getSurroundedTicket(db: Db, viewer: Viewer, id: number | undefined) {
  if (id === undefined) throw new NotFound()
  const [ticket] = viewer === STRANGER ? await forStrangers(db, id) : await surrounded(db, viewer, id).execute()
  if (ticket) return ticket
  throw await whyMissing(db, viewer, id)
}

const forStrangers = madeOnce((db, id) => surrounded(db, STRANGER, id))

function surrounded(db: Db, viewer: Viewer, id: number) {
  return readableTicket(db, viewer, id)
    .select((eb) => [
      changesOf(eb, id).as('changes'),
      articlesOf(eb, id, viewer).as('articles'),
      relatedTo(eb, id).as('related'),
      filesOf(eb, id).as('files'),
      tagsOf(eb, id).as('tags'),
      ownIncident(eb, id).as('incident'),
      incidentAround(eb, id).as('part_of'),
      ownVote(eb, id, viewer).as('voted'),
    ])
    .modifyEnd(PREPARED)
}

/** Reads an address such as '123-how-do-i'. */
export async function getSurroundedTicketAt(db: Db, viewer: Viewer, params: { address: string }) {
  return getSurroundedTicket(db, viewer, readTicketAddress(params.address))
}

type Builder = ExpressionBuilder<Database, 'tickets'>

function changesOf(eb: Builder, ticketId: number) {
  return jsonArrayFrom(
    eb
      .selectFrom('events')
      .leftJoin('staff', 'staff.person_id', 'events.person_id')
      .select(['events.id', 'events.type', 'events.by_staff', 'events.data', 'events.created_at', 'staff.name'])
      .where('events.ticket_id', '=', ticketId)
      .where('events.is_public', '=', true)
      .where('events.type', 'in', SHOWN_EVENTS)
      // What was said and taken back was not said.
      .where((e) =>
        e.or([e('events.type', '!=', 'acknowledged'), e('events.created_at', '=', eb.ref('tickets.acknowledged_at'))]),
      )
      .orderBy('events.id')
      .limit(MOST_CHANGES),
  )
}

function articlesOf(eb: Builder, ticketId: number, viewer: Viewer) {
  return jsonArrayFrom(
    eb
      .selectFrom('links')
      .innerJoin('articles', 'articles.id', 'links.article_id')
      .select([
        'articles.id',
        'articles.slug',
        'articles.title',
        'articles.summary',
        'articles.language',
        'links.reply_id',
      ])
      .where('links.ticket_id', '=', ticketId)
      .where(linksVisibleTo(viewer))
      .where(articlesListed)
      .orderBy('links.created_at')
      .orderBy('articles.id'),
  )
}

function relatedTo(eb: Builder, ticketId: number) {
  return jsonArrayFrom(
    eb
      .selectFrom('related_tickets')
      .innerJoin('tickets', 'tickets.id', 'related_tickets.related_id')
      .select(['tickets.id', 'tickets.slug', 'tickets.title', 'tickets.language', 'tickets.status_id', 'tickets.kind'])
      .where('related_tickets.ticket_id', '=', ticketId)
      .where(listed)
      .orderBy('related_tickets.rank', 'desc')
      .orderBy('tickets.id')
      .limit(MOST_RELATED),
  )
}

function tagsOf(eb: Builder, ticketId: number) {
  return jsonArrayFrom(
    eb
      .selectFrom('ticket_tags')
      .innerJoin('tags', 'tags.id', 'ticket_tags.tag_id')
      .select('tags.name')
      .where('ticket_tags.ticket_id', '=', ticketId)
      .orderBy('tags.name'),
  )
}

function filesOf(eb: Builder, ticketId: number) {
  return jsonArrayFrom(
    eb
      .selectFrom('attachments')
      .select(['id', 'reply_id', 'token', 'name', 'bytes', 'thumb_key', 'width', 'height'])
      .where('ticket_id', '=', ticketId)
      .orderBy('id'),
  )
}

/** Asked for a known person only; nobody's vote is never looked up. */
function ownVote(eb: Builder, ticketId: number, viewer: Viewer) {
  if (viewer.personId === null) return sql<boolean>`false`
  const vote = eb
    .selectFrom('votes')
    .select(sql`1`.as('one'))
    .where('votes.ticket_id', '=', ticketId)
    .where('votes.person_id', '=', viewer.personId)
  return sql<boolean>`${eb.exists(vote)}`
}

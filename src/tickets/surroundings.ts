/** What stands around a ticket's conversation, in one statement: every page of a ticket costs three of them. */
import { type ExpressionBuilder, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { articlesListed } from '../articles/rules.ts'
import type { Database, Db } from '../db/schema.ts'
import type { Viewer } from '../web/viewer.ts'
import type { EventType } from './events.ts'
import { listed } from './rules.ts'

export type Surroundings = Awaited<ReturnType<typeof readSurroundings>>

/** A ticket reopened a hundred times still fits a page. */
const MOST_CHANGES = 200
const MOST_RELATED = 5

/** Lines of the history that a reader understands; the others are for the desk. */
const SHOWN_EVENTS: readonly EventType[] = ['status_changed', 'solved', 'thanked']

/** Everything in it is for whoever may read the ticket, but for the viewer's own vote. */
export async function readSurroundings(db: Db, ticketId: number, viewer: Viewer) {
  return db
    .selectNoFrom((eb) => [
      changesOf(eb, ticketId).as('changes'),
      articlesOf(eb, ticketId).as('articles'),
      relatedTo(eb, ticketId).as('related'),
      filesOf(eb, ticketId).as('files'),
      jsonArrayFrom(
        eb
          .selectFrom('ticket_tags')
          .innerJoin('tags', 'tags.id', 'ticket_tags.tag_id')
          .select('tags.name')
          .where('ticket_tags.ticket_id', '=', ticketId)
          .orderBy('tags.name'),
      ).as('tags'),
      ownVote(eb, ticketId, viewer).as('voted'),
    ])
    .executeTakeFirstOrThrow()
}

type Builder = ExpressionBuilder<Database, never>

function changesOf(eb: Builder, ticketId: number) {
  return jsonArrayFrom(
    eb
      .selectFrom('events')
      .leftJoin('staff', 'staff.person_id', 'events.person_id')
      .select(['events.id', 'events.type', 'events.by_staff', 'events.data', 'events.created_at', 'staff.name'])
      .where('events.ticket_id', '=', ticketId)
      .where('events.is_public', '=', true)
      .where('events.type', 'in', SHOWN_EVENTS)
      .orderBy('events.id')
      .limit(MOST_CHANGES),
  )
}

function articlesOf(eb: Builder, ticketId: number) {
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

/** Everything that staff need to know of one ticket. Whoever calls has loaded the ticket, and so is allowed to. */
import { type SqlBool, sql } from 'kysely'
import { PREPARED } from '../../../db/prepared.ts'
import type { Db } from '../../../db/schema.ts'
import { listAttachments } from '../../../files/attachments.ts'
import { listStaff } from '../../../people/queries.ts'
import type { Viewer } from '../../../web/viewer.ts'
import { findNewestUndo } from '../../fresh-undo.ts'
import { listGuests } from '../../guests.ts'
import { openMentions } from '../../mentions.ts'
import { listPresent } from '../../presence.ts'
import { DESK_COLUMNS, type Ticket } from '../../queries.ts'
import { listRedactions } from '../../redaction.ts'
import { repliesVisibleTo } from '../../rules.ts'
import { listDeskIncidents } from '../../running-incidents.ts'

export type DeskTicket = Awaited<ReturnType<typeof readDeskTicket>>

/** An hour's work shows all of these; a thread of thousands must not stop the desk. The newest are shown. */
export const MOST_REPLIES = 500
const MOST_EVENTS = 300
const MOST_OTHERS = 6

/** Asked for at once: one after the other they would cost the page twenty ways to the database and back. */
export async function readDeskTicket(db: Db, viewer: Viewer, ticket: Ticket) {
  const staffId = viewer.staff?.id
  const [work, incidents, replies, events, files, articles, redactions, tags, requester, guests, notes, staff] =
    await Promise.all([
      readWork(db, ticket.id),
      listDeskIncidents(db, ticket.id),
      listReplies(db, viewer, ticket.id),
      listEvents(db, ticket.id),
      listAttachments(db, { ticket_id: ticket.id }),
      listArticles(db, ticket.id),
      listRedactions(db, ticket.id),
      listTagsOf(db, ticket.id),
      readRequester(db, ticket),
      listGuests(db, ticket.id),
      listPersonNotes(db, ticket.requester_id),
      listStaff(db),
    ])
  const [present, mentions, undo, earlier] = await Promise.all([
    staffId === undefined ? [] : listPresent(db, ticket.id, staffId),
    staffId === undefined ? [] : openMentions(db, ticket.id, staffId),
    staffId === undefined ? undefined : findNewestUndo(db, staffId, ticket.id),
    hasEarlier(db, ticket.id),
  ])
  return {
    ticket,
    work,
    incidents,
    replies,
    events,
    files,
    articles,
    redactions,
    tags,
    requester,
    guests: guests.filter(({ until }) => until === null),
    notes,
    staff,
    present,
    mentions,
    undo,
    ...earlier,
  }
}

/** Priority, channel, snooze and clocks; strangers see none of it. */
async function readWork(db: Db, ticketId: number) {
  return db
    .selectFrom('tickets')
    .select([...DESK_COLUMNS, 'is_shadowed'])
    .where('id', '=', ticketId)
    .modifyEnd(PREPARED)
    .executeTakeFirstOrThrow()
}

export type DeskReply = Awaited<ReturnType<typeof listReplies>>[number]

async function listReplies(db: Db, viewer: Viewer, ticketId: number) {
  const rows = await db
    .selectFrom('replies')
    .leftJoin('people as addressee', 'addressee.id', 'replies.addressee_id')
    .select([
      'replies.id',
      'replies.person_id',
      'replies.author_name',
      'replies.by_staff',
      'replies.by_requester',
      'replies.audience',
      'replies.addressee_id',
      'replies.review_state',
      'replies.html',
      'replies.language',
      'replies.created_at',
      'replies.edited_at',
      'replies.is_thanks',
      'replies.is_shadowed',
      'addressee.name as addressee_name',
    ])
    .where('replies.ticket_id', '=', ticketId)
    .where(repliesVisibleTo(viewer))
    .orderBy('replies.created_at', 'desc')
    .orderBy('replies.id', 'desc')
    .limit(MOST_REPLIES + 1)
    .modifyEnd(PREPARED)
    .execute()
  return rows.reverse()
}

export type DeskEvent = Awaited<ReturnType<typeof listEvents>>[number]

/** Newest first; `staff_name` is that of today. */
async function listEvents(db: Db, ticketId: number) {
  return db
    .selectFrom('events')
    .leftJoin('staff', 'staff.person_id', 'events.person_id')
    .leftJoin('ticket_people as guest', (join) =>
      join
        .onRef('guest.ticket_id', '=', 'events.ticket_id')
        .onRef('guest.person_id', '=', 'events.person_id')
        .on('guest.role', '=', 'guest'),
    )
    .leftJoin('people as guests', 'guests.id', 'guest.person_id')
    .leftJoin('articles', (join) => join.on(sql`(events.data->>'article_id')::int`, '=', (eb) => eb.ref('articles.id')))
    .select([
      'events.id',
      'events.type',
      'events.person_id',
      'events.by_staff',
      'events.data',
      'events.is_public',
      'events.created_at',
      'staff.name as staff_name',
      'guests.name as guest_name',
      'articles.title as article_title',
    ])
    .where('events.ticket_id', '=', ticketId)
    .orderBy('events.id', 'desc')
    .limit(MOST_EVENTS)
    .modifyEnd(PREPARED)
    .execute()
}

async function listArticles(db: Db, ticketId: number) {
  return db
    .selectFrom('links')
    .innerJoin('articles', 'articles.id', 'links.article_id')
    .select(['articles.id', 'articles.slug', 'articles.title', 'articles.language', 'articles.state'])
    .where('links.ticket_id', '=', ticketId)
    .where('articles.removed_at', 'is', null)
    .orderBy('links.created_at')
    .orderBy('articles.id')
    .modifyEnd(PREPARED)
    .execute()
}

async function listTagsOf(db: Db, ticketId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('ticket_tags')
    .innerJoin('tags', 'tags.id', 'ticket_tags.tag_id')
    .select('tags.name')
    .where('ticket_tags.ticket_id', '=', ticketId)
    .orderBy('tags.name')
    .modifyEnd(PREPARED)
    .execute()
  return rows.map(({ name }) => name)
}

/** Who asked, and what else they have asked; an anonymous visitor is a person of their own. */
async function readRequester(db: Db, { id, requester_id }: Ticket) {
  const person = await db
    .selectFrom('people')
    .leftJoin('staff', 'staff.person_id', 'people.id')
    .select(['people.name', 'people.email', 'people.language', 'people.created_at', 'staff.id as staff_id'])
    .where('people.id', '=', requester_id)
    .modifyEnd(PREPARED)
    .executeTakeFirstOrThrow()
  const others = await db
    .selectFrom('tickets')
    .select(['id', 'title', 'language', 'status_id', 'visibility'])
    .where('requester_id', '=', requester_id)
    .where('id', '!=', id)
    .where('removed_at', 'is', null)
    .where('merged_into', 'is', null)
    .orderBy('id', 'desc')
    .limit(MOST_OTHERS + 1)
    .modifyEnd(PREPARED)
    .execute()
  return { ...person, others: others.slice(0, MOST_OTHERS), hasMore: others.length > MOST_OTHERS }
}

const MOST_NOTES = 50

/** What staff noted of the person, the newest first. */
async function listPersonNotes(db: Db, personId: number) {
  return db
    .selectFrom('person_notes')
    .leftJoin('staff', 'staff.person_id', 'person_notes.written_by')
    .select(['person_notes.id', 'person_notes.html', 'person_notes.language', 'person_notes.created_at'])
    .select(['person_notes.ticket_id', 'staff.name as staff_name'])
    .where('person_notes.person_id', '=', personId)
    .where('person_notes.removed_at', 'is', null)
    .orderBy('person_notes.id', 'desc')
    .limit(MOST_NOTES)
    .modifyEnd(PREPARED)
    .execute()
}

/** Whether there are texts of before, or HTML that an import came with. */
async function hasEarlier(db: Db, ticketId: number): Promise<{ hasVersions: SqlBool; hasOriginal: SqlBool }> {
  return db
    .selectNoFrom((eb) => {
      const versions = eb.selectFrom('text_versions').where('ticket_id', '=', ticketId)
      const replies = eb.selectFrom('replies').select('replies.id').where('replies.ticket_id', '=', ticketId)
      const originals = eb
        .selectFrom('originals')
        .where((own) => own.or([own('ticket_id', '=', ticketId), own('reply_id', 'in', replies)]))
      return [eb.exists(versions.select('id')).as('hasVersions'), eb.exists(originals.select('id')).as('hasOriginal')]
    })
    .modifyEnd(PREPARED)
    .executeTakeFirstOrThrow()
}

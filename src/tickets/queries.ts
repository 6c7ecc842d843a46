/** Loading a ticket is being allowed to read it. */
import { sql } from 'kysely'
import type { Db, ReplyRow, TicketRow } from '../db/schema.ts'
import { Gone, NotFound } from '../web/errors.ts'
import type { Viewer } from '../web/viewer.ts'
import { Merged } from './merged.ts'
import { openTo, repliesVisibleTo, type Standing, visibleTo } from './rules.ts'
import { readTicketAddress } from './urls.ts'

/** What the desk alone works with; read where it is shown, so that the public page does not carry it. */
export const DESK_COLUMNS = [
  'priority',
  'channel',
  'channel_url',
  'snoozed_at',
  'snoozed_until',
  'acknowledged_at',
  'first_reply_due_at',
  'due_warned_at',
  'first_reply_business_s',
  'done_business_s',
] as const

export type Ticket = Omit<TicketRow, 'search' | 'is_shadowed' | (typeof DESK_COLUMNS)[number]>

const COLUMNS = [
  'id',
  'kind',
  'visibility',
  'review_state',
  'status_id',
  'phase',
  'category_id',
  'assignee_id',
  'requester_id',
  'requester_name',
  'author_name',
  'by_staff',
  'title',
  'slug',
  'source',
  'html',
  'html_version',
  'excerpt',
  'language',
  'question_missing',
  'created_at',
  'edited_at',
  'activity_at',
  'changed_at',
  'waiting_since',
  'first_reply_at',
  'first_public_reply_at',
  'done_at',
  'official_reply_id',
  'solved_by_reply_id',
  'thanked_at',
  'vote_count',
  'carried_votes',
  'reply_count',
  'link_version',
  'merged_into',
  'removed_at',
  'removed_why',
  'was_public',
  'form_id',
  'text_hash',
  'sender_hash',
  'spam_score',
  'spam_signals',
] as const

/**
 * Throws NotFound for an unknown number and for one the viewer may not read: the same answer. Gone for removed public
 * ones, Merged for what is part of another ticket now.
 */
export async function getTicket(db: Db, viewer: Viewer, id: number | undefined): Promise<Ticket> {
  if (id === undefined) throw new NotFound()
  const ticket = await readableTicket(db, viewer, id).executeTakeFirst()
  if (ticket) return ticket
  throw await whyMissing(db, viewer, id)
}

/** For statements that read more with it. Whoever finds nothing throws `whyMissing`. */
export function readableTicket(db: Db, viewer: Viewer, id: number) {
  return db.selectFrom('tickets').select(COLUMNS).where('tickets.id', '=', id).where(visibleTo(viewer))
}

export async function whyMissing(db: Db, viewer: Viewer, id: number): Promise<Gone | NotFound | Merged> {
  const row = await db
    .selectFrom('tickets')
    .select(['visibility', 'removed_at', 'was_public', 'is_shadowed', 'merged_into', 'link_version', 'requester_id'])
    .select((eb) => sql<boolean>`${openTo(viewer)(eb)}`.as('open'))
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return new NotFound()
  // Public once, then withdrawn, deleted or marked spam; private and held ones answer as if unknown (DECISIONS 8).
  if (row.merged_into === null) {
    const wasSeen = row.was_public && row.visibility === 'public' && !row.is_shadowed
    return row.removed_at && wasSeen ? new Gone() : new NotFound()
  }
  if (!row.open) return new NotFound()
  const into = await readableTicket(db, viewer, row.merged_into).executeTakeFirst()
  // The link to the ticket that went opens the one it went into, as far as its requester reads that.
  const link = viewer.linkedTickets.find((one) => one.id === id && one.version === row.link_version)
  if (link && !(into && isMoreThanReader(into, viewer)) && (await isPerson(db, row.merged_into, row.requester_id))) {
    return new Merged({ link })
  }
  return into ? new Merged({ into }) : whyMissing(db, viewer, row.merged_into)
}

function isMoreThanReader(ticket: Ticket, viewer: Viewer): boolean {
  return standingOf(ticket, viewer) !== 'reader'
}

async function isPerson(db: Db, ticketId: number, personId: number): Promise<boolean> {
  const row = await db
    .selectFrom('ticket_people')
    .innerJoin('tickets', 'tickets.id', 'ticket_people.ticket_id')
    .select('person_id')
    .where('ticket_id', '=', ticketId)
    .where('person_id', '=', personId)
    .where('until', 'is', null)
    .where('removed_at', 'is', null)
    .where('merged_into', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Reads an address such as '123-how-do-i'. */
export async function getTicketAt(db: Db, viewer: Viewer, params: { address: string }): Promise<Ticket> {
  return getTicket(db, viewer, readTicketAddress(params.address))
}

/** A reply that the viewer may read, on a ticket that they may read. Throws NotFound as getTicket does. */
export async function getReply(db: Db, viewer: Viewer, id: number | undefined): Promise<ReplyRow> {
  if (id === undefined) throw new NotFound()
  const reply = await db
    .selectFrom('replies')
    .selectAll()
    .where('id', '=', id)
    .where(repliesVisibleTo(viewer))
    .executeTakeFirst()
  if (!reply) throw new NotFound()
  await getTicket(db, viewer, reply.ticket_id)
  return reply
}

/** One that was withdrawn, deleted or marked spam: for staff, who may bring it back. */
export async function findRemoved(db: Db, id: number): Promise<Ticket | undefined> {
  return db
    .selectFrom('tickets')
    .select(COLUMNS)
    .where('id', '=', id)
    .where('removed_at', 'is not', null)
    .executeTakeFirst()
}

/** What the viewer is to this ticket, which was loaded for them. */
export function standingOf(ticket: Pick<Ticket, 'id' | 'requester_id' | 'link_version'>, viewer: Viewer): Standing {
  if (viewer.staff) return 'staff'
  if (viewer.personId === ticket.requester_id) return 'requester'
  if (viewer.linkedTickets.some(({ id, version }) => id === ticket.id && version === ticket.link_version))
    return 'requester'
  return viewer.guestOf?.some(({ ticketId }) => ticketId === ticket.id) ? 'guest' : 'reader'
}

/** Who may read what. Every query of tickets and replies passes one of these; nowhere else is visibility decided. */
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Database, ReviewState, TicketRow } from '../db/schema.ts'
import type { Settings } from '../settings/rules.ts'
import type { Viewer } from '../web/viewer.ts'

type Tickets = ExpressionBuilder<Database, 'tickets'>
type Replies = ExpressionBuilder<Database, 'replies'>

/** Readable by strangers: approved, or not yet looked at by staff (then with inert links and `noindex`). */
export const OPEN_REVIEW_STATES: readonly ReviewState[] = ['approved', 'unreviewed']

/**
 * A ticket the viewer may read, as SQL: `.where(visibleTo(viewer))`. Staff read all; everyone reads public ones that
 * are not held; its people (requester, guests) and browsers that opened its secret link read it whatever its state.
 * Removed and merged tickets are read by nobody here. An unknown person matches nothing: identities are never
 * compared when there is none (DECISIONS 11).
 */
export function visibleTo(viewer: Viewer): (eb: Tickets) => Expression<SqlBool> {
  return (eb) =>
    eb.and([
      eb('tickets.removed_at', 'is', null),
      eb('tickets.merged_into', 'is', null),
      ...(viewer.staff ? [] : [openTo(viewer)(eb)]),
    ])
}

/** The same, whatever became of the ticket: for those who ask where it went. */
export function openTo(viewer: Viewer): (eb: Tickets) => Expression<SqlBool> {
  return (eb) => {
    if (viewer.staff) return eb.lit(true)
    const ways: Expression<SqlBool>[] = [openToAll(eb)]
    if (viewer.personId !== null) ways.push(isPersonOf(eb, viewer.personId))
    for (const { id, version } of viewer.linkedTickets) {
      ways.push(eb.and([eb('tickets.id', '=', id), eb('tickets.link_version', '=', version)]))
    }
    for (const { ticketId, personId } of viewer.guestOf ?? []) {
      ways.push(eb.and([eb('tickets.id', '=', ticketId), isPersonOf(eb, personId)]))
    }
    return eb.or(ways)
  }
}

/** What lists, feeds and counts for everyone are made of, whoever asks. */
export function listed(eb: Tickets): Expression<SqlBool> {
  return eb.and([eb('tickets.removed_at', 'is', null), eb('tickets.merged_into', 'is', null), openToAll(eb)])
}

/** The same, as somebody sees it whose own tickets are held without their knowing. */
export function listedFor(personId: number): (eb: Tickets) => Expression<SqlBool> {
  return (eb) =>
    eb.or([
      listed(eb),
      eb.and([
        eb('tickets.removed_at', 'is', null),
        eb('tickets.merged_into', 'is', null),
        eb('tickets.is_shadowed', '=', true),
        eb('tickets.requester_id', '=', personId),
        eb('tickets.visibility', '=', 'public'),
        eb('tickets.review_state', 'in', OPEN_REVIEW_STATES),
      ]),
    ])
}

function openToAll(eb: Tickets): Expression<SqlBool> {
  return eb.and([
    eb('tickets.visibility', '=', 'public'),
    eb('tickets.review_state', 'in', OPEN_REVIEW_STATES),
    eb('tickets.is_shadowed', '=', false),
  ])
}

function isPersonOf(eb: Tickets, personId: number): Expression<SqlBool> {
  return eb.exists(
    eb
      .selectFrom('ticket_people')
      .select(sql<number>`1`.as('one'))
      .whereRef('ticket_people.ticket_id', '=', 'tickets.id')
      .where('ticket_people.person_id', '=', personId)
      .where('ticket_people.until', 'is', null)
      // Held quietly, it is there for its author alone.
      .where((people) =>
        people.or([people('ticket_people.role', '=', 'requester'), people('tickets.is_shadowed', '=', false)]),
      ),
  )
}

/**
 * A reply the viewer may read on a ticket the viewer may read: both must be asked. Public ones that are not held go to
 * every reader of the ticket; private ones to addressee, writer and staff; notes to staff alone. `asRequester` is true
 * for a browser that opened the ticket by its secret link: it reads what the requester reads.
 */
export function repliesVisibleTo(
  viewer: Viewer,
  asRequester: { personId: number } | null = null,
): (eb: Replies) => Expression<SqlBool> {
  return (eb) => {
    const standing = eb('replies.removed_at', 'is', null)
    if (viewer.staff) return standing
    const ways: Expression<SqlBool>[] = [
      eb.and([
        eb('replies.audience', '=', 'public'),
        eb('replies.review_state', 'in', OPEN_REVIEW_STATES),
        eb('replies.is_shadowed', '=', false),
      ]),
    ]
    const own = [viewer.personId, asRequester?.personId].filter((id) => id !== null && id !== undefined)
    if (own.length > 0) {
      ways.push(
        eb.and([
          eb('replies.audience', '!=', 'note'),
          eb.or([eb('replies.person_id', 'in', own), eb('replies.addressee_id', 'in', own)]),
        ]),
      )
    }
    for (const { ticketId, personId } of viewer.guestOf ?? []) ways.push(ofGuest(eb, ticketId, personId))
    return eb.and([standing, eb.or(ways)])
  }
}

/** What a guest wrote or was written on the one ticket, as long as they are its guest. */
function ofGuest(eb: Replies, ticketId: number, personId: number): Expression<SqlBool> {
  return eb.and([
    eb('replies.ticket_id', '=', ticketId),
    eb('replies.audience', '!=', 'note'),
    eb.or([eb('replies.person_id', '=', personId), eb('replies.addressee_id', '=', personId)]),
    eb.exists(
      eb
        .selectFrom('ticket_people')
        .select(sql<number>`1`.as('one'))
        .where('ticket_people.ticket_id', '=', ticketId)
        .where('ticket_people.person_id', '=', personId)
        .where('ticket_people.until', 'is', null),
    ),
  ])
}

/** Replies that everybody may read: what public counts and figures are made of. */
export function repliesListed(eb: Replies): Expression<SqlBool> {
  return eb.and([
    eb('replies.removed_at', 'is', null),
    eb('replies.audience', '=', 'public'),
    eb('replies.review_state', 'in', OPEN_REVIEW_STATES),
    eb('replies.is_shadowed', '=', false),
  ])
}

/** An article stands on a ticket for whoever may read the reply that linked it; one linked by no reply, for every reader. */
export function linksVisibleTo(
  viewer: Viewer,
): (eb: ExpressionBuilder<Database, 'tickets' | 'links'>) => Expression<SqlBool> {
  return (eb) => {
    const reply = eb
      .selectFrom('replies')
      .select(sql<number>`1`.as('one'))
      .whereRef('replies.id', '=', 'links.reply_id')
    const ways = [eb('links.reply_id', 'is', null), eb.exists(reply.where(repliesVisibleTo(viewer)))]
    for (const { id, version } of viewer.linkedTickets) {
      const asRequester = reply
        .where('replies.removed_at', 'is', null)
        .where('replies.audience', '!=', 'note')
        .where((r) =>
          r.or([
            r('replies.addressee_id', '=', eb.ref('tickets.requester_id')),
            r('replies.person_id', '=', eb.ref('tickets.requester_id')),
          ]),
        )
      ways.push(eb.and([eb('tickets.id', '=', id), eb('tickets.link_version', '=', version), eb.exists(asRequester)]))
    }
    return eb.or(ways)
  }
}

/** Links that everybody may see, on a ticket that everybody may read. */
export function linksListed(eb: ExpressionBuilder<Database, 'links'>): Expression<SqlBool> {
  const reply = eb
    .selectFrom('replies')
    .select(sql<number>`1`.as('one'))
    .whereRef('replies.id', '=', 'links.reply_id')
    .where(repliesListed)
  return eb.or([eb('links.reply_id', 'is', null), eb.exists(reply)])
}

/** What the viewer is to a ticket that was loaded for them. */
export type Standing = 'staff' | 'requester' | 'guest' | 'reader'

/** For how long the author may edit or withdraw. */
export const EDIT_MINUTES = 15

export function mayStillEdit(createdAt: Date, now = new Date()): boolean {
  return now.getTime() - createdAt.getTime() < EDIT_MINUTES * 60_000
}

/** Whoever may read a private ticket was let in by somebody; the admin's switch is about strangers. */
export function mayReply(settings: Settings, ticket: Pick<TicketRow, 'visibility'>, standing: Standing): boolean {
  return (
    settings.anonymousReplies || standing === 'requester' || standing === 'guest' || ticket.visibility === 'private'
  )
}

import type { Db } from '../../db/schema.ts'
import type { LinkedTicket } from '../../people/secret-links.ts'
import { Forbidden } from '../../web/errors.ts'
import { STRANGER, type Viewer } from '../../web/viewer.ts'
import { getTicket, standingOf } from '../queries.ts'

/** The ticket for whoever may hold its key: its requester, and staff. A guest reads it and is not given the key. */
export async function getKeyedTicket(db: Db, viewer: Viewer, id: number | undefined) {
  const ticket = await getTicket(db, viewer, id)
  const standing = standingOf(ticket, viewer)
  if (standing === 'reader' || standing === 'guest') throw new Forbidden('secret_link.not_yours')
  return ticket
}

/** What a genuine token opens. One of an older version opens nothing, not even a public ticket. */
export async function getTicketBehind(db: Db, link: LinkedTicket) {
  const ticket = await getTicket(db, { ...STRANGER, linkedTickets: [link] }, link.id)
  return ticket.link_version === link.version ? ticket : undefined
}

/**
 * What a genuine link opens whose ticket was merged into another one: that one as the requester's own where both are
 * theirs, else as a guest of it, if they are. Undefined where neither holds.
 */
export async function findMergedBehind(db: Db, { id, version }: LinkedTicket) {
  const from = await db
    .selectFrom('tickets')
    .select(['merged_into', 'requester_id'])
    .where('id', '=', id)
    .where('link_version', '=', version)
    .where('merged_into', 'is not', null)
    .executeTakeFirst()
  if (!from?.merged_into) return undefined
  const into = await db
    .selectFrom('tickets')
    .innerJoin('ticket_people', 'ticket_people.ticket_id', 'tickets.id')
    .select(['tickets.id', 'tickets.slug', 'tickets.link_version', 'ticket_people.role'])
    .where('tickets.id', '=', from.merged_into)
    .where('removed_at', 'is', null)
    .where('merged_into', 'is', null)
    .where('ticket_people.person_id', '=', from.requester_id)
    .where('ticket_people.until', 'is', null)
    .orderBy('ticket_people.role', 'desc')
    .limit(1)
    .executeTakeFirst()
  return into && { ...into, personId: from.requester_id }
}

/** A cookie holds the newest forty links; see people/secret-links. */
const MOST_LINKS = 40

/** Links to what somebody asked themselves, the newest first. */
export async function listOwnLinks(db: Db, personId: number): Promise<LinkedTicket[]> {
  return db
    .selectFrom('ticket_people')
    .innerJoin('tickets', 'tickets.id', 'ticket_people.ticket_id')
    .select(['tickets.id', 'tickets.link_version as version'])
    .where('ticket_people.person_id', '=', personId)
    .where('ticket_people.role', '=', 'requester')
    .where('ticket_people.until', 'is', null)
    .where('tickets.removed_at', 'is', null)
    .orderBy('tickets.id', 'desc')
    .limit(MOST_LINKS)
    .execute()
}

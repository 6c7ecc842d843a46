import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'
import type { GuestPass } from '../../web/viewer.ts'

/** What a genuine guest's link opens today, also when the ticket went on in another one; undefined for nothing. */
export async function findOpenPass(db: Db, { ticketId, personId }: GuestPass, hops = 0) {
  const ticket = await db
    .selectFrom('tickets')
    .select(['id', 'slug', 'merged_into'])
    .where('id', '=', ticketId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!ticket || hops > MOST_HOPS) return undefined
  if (ticket.merged_into !== null) return findOpenPass(db, { ticketId: ticket.merged_into, personId }, hops + 1)
  // Whoever was joined with somebody else reads along as that person.
  const guest = await db
    .selectFrom('people')
    .innerJoin('ticket_people', (join) =>
      join.on('ticket_people.person_id', '=', sql<number>`coalesce(people.merged_into, people.id)`),
    )
    .select('ticket_people.person_id')
    .where('people.id', '=', personId)
    .where('ticket_people.ticket_id', '=', ticket.id)
    .where('ticket_people.until', 'is', null)
    .executeTakeFirst()
  return guest && { ticket, pass: { ticketId: ticket.id, personId: guest.person_id } }
}

/** Chains of merges are one hop; more would be a circle. */
const MOST_HOPS = 10

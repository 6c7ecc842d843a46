/** People brought in by link to one ticket (DECISIONS 11): they read it and reply, nothing else. */
import { PREPARED } from '../db/prepared.ts'
import type { Db } from '../db/schema.ts'
import type { Viewer } from '../web/viewer.ts'

export type Guest = {
  personId: number
  name: string
  email: string | null
  language: string | null
  since: Date
  until: Date | null
}

/** Those of today first, then those who no longer read along. Whoever asked is none. */
export async function listGuests(db: Db, ticketId: number): Promise<Guest[]> {
  const rows = await db
    .selectFrom('ticket_people')
    .innerJoin('people', 'people.id', 'ticket_people.person_id')
    .select(['people.id as personId', 'people.name', 'people.email', 'people.language'])
    .select(['ticket_people.since', 'ticket_people.until'])
    .where('ticket_people.ticket_id', '=', ticketId)
    .where('ticket_people.role', '=', 'guest')
    .orderBy('ticket_people.until', (order) => order.desc().nullsFirst())
    .orderBy('ticket_people.since')
    .orderBy('people.id')
    .modifyEnd(PREPARED)
    .execute()
  return rows
}

/** As whom this browser writes here, if it was brought in by a guest's link that still holds. */
export async function findOwnGuest(
  db: Db,
  viewer: Viewer,
  ticketId: number,
): Promise<{ personId: number; name: string } | undefined> {
  const pass = viewer.guestOf?.find((one) => one.ticketId === ticketId)
  if (!pass) return undefined
  return db
    .selectFrom('ticket_people')
    .innerJoin('people', 'people.id', 'ticket_people.person_id')
    .select(['people.id as personId', 'people.name'])
    .where('ticket_people.ticket_id', '=', ticketId)
    .where('ticket_people.person_id', '=', pass.personId)
    .where('ticket_people.until', 'is', null)
    .executeTakeFirst()
}

/** Asked when a notice is sent, which may be long after it was written: hidden, removed and re-addressed in between counts. */
import type { Db } from '../db/schema.ts'
import type { About } from '../notify/messages.ts'
import { findReader } from '../people/queries.ts'
import { repliesVisibleTo, visibleTo } from './rules.ts'

export async function mayStillRead(db: Db, { type, id, readerId }: About): Promise<boolean> {
  const viewer = await findReader(db, readerId)
  if (!viewer) return false
  if (type === 'ticket') {
    const ticket = await db
      .selectFrom('tickets')
      .select('id')
      .where('id', '=', id)
      .where(visibleTo(viewer))
      .executeTakeFirst()
    return ticket !== undefined
  }
  if (type === 'incident') return (await isOver(db, id)) && mayStillRead(db, { type: 'ticket', id, readerId })
  const reply = await db
    .selectFrom('replies')
    .select('ticket_id')
    .where('id', '=', id)
    .where(repliesVisibleTo(viewer))
    .executeTakeFirst()
  return reply !== undefined && mayStillRead(db, { type: 'ticket', id: reply.ticket_id, readerId })
}

/** The end of an incident can be taken back before it is told. */
async function isOver(db: Db, ticketId: number): Promise<boolean> {
  const incident = await db
    .selectFrom('incidents')
    .leftJoin('incident_tickets', 'incident_tickets.incident_id', 'incidents.ticket_id')
    .select('incidents.ticket_id')
    .where((eb) => eb.or([eb('incidents.ticket_id', '=', ticketId), eb('incident_tickets.ticket_id', '=', ticketId)]))
    .where('ended_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return incident !== undefined
}

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
  const reply = await db
    .selectFrom('replies')
    .select('ticket_id')
    .where('id', '=', id)
    .where(repliesVisibleTo(viewer))
    .executeTakeFirst()
  return reply !== undefined && mayStillRead(db, { type: 'ticket', id: reply.ticket_id, readerId })
}

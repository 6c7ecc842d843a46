/** How a member of the team wants the desk to behave, and how far its history has come when a page is made. */
import { PREPARED } from '../../db/prepared.ts'
import type { Db } from '../../db/schema.ts'

export const NOTICES = ['none', 'mine', 'all'] as const
export type Comfort = { notices: (typeof NOTICES)[number]; notice_sound: boolean; uses_keys: boolean }

export async function readComfort(db: Db, staffId: number): Promise<Comfort> {
  return db
    .selectFrom('staff')
    .select(['notices', 'notice_sound', 'uses_keys'])
    .where('id', '=', staffId)
    .modifyEnd(PREPARED)
    .executeTakeFirstOrThrow()
}

/** The number of the newest event, on one ticket or at all; 0 where nothing has ever happened. */
export async function lastEvent(db: Db, ticketId?: number): Promise<number> {
  let query = db.selectFrom('events').select('id').orderBy('id', 'desc').limit(1)
  if (ticketId !== undefined) query = query.where('ticket_id', '=', ticketId)
  return (await query.executeTakeFirst())?.id ?? 0
}

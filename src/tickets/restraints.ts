/** Visitors who were slowed down, or whose posts only they themselves see; asked whenever a visitor posts. */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'
import type { Sender } from '../screening/sender.ts'
import { TooOften } from '../web/errors.ts'

type Who = { sender: Pick<Sender, 'hash'>; personId: number | null }

/** An unknown person is restrained by where they write from, or not at all: nobody is never compared. */
async function listRestraints(db: Db, { sender, personId }: Who, now: Date) {
  return db
    .selectFrom('restraints')
    .select(['mode', 'person_id', 'sender_hash', 'minutes'])
    .where('until', '>', now)
    .where((eb) =>
      eb.or([eb('sender_hash', '=', sender.hash), ...(personId === null ? [] : [eb('person_id', '=', personId)])]),
    )
    .execute()
}

/** Their posts are held quietly: stored as always, shown to their author and to staff. */
export async function isHeldQuietly(db: Db, who: Who, now = new Date()): Promise<boolean> {
  return (await listRestraints(db, who, now)).some(({ mode }) => mode === 'shadow')
}

/** Throws TooOften while somebody in slow mode has to wait. What is refused does not make them wait longer. */
export async function slowDown(db: Db, who: Who, now = new Date()): Promise<void> {
  for (const { mode, minutes, person_id, sender_hash } of await listRestraints(db, who, now)) {
    if (mode !== 'slow' || minutes === null) continue
    const since = new Date(now.getTime() - minutes * 60_000)
    const ofTicket = person_id === null ? sql`sender_hash = ${sender_hash}` : sql`requester_id = ${person_id}`
    const ofReply = person_id === null ? sql`sender_hash = ${sender_hash}` : sql`person_id = ${person_id}`
    const { rows } = await sql<{ last: Date | null }>`SELECT max(at) AS last FROM (
      SELECT created_at AS at FROM tickets WHERE created_at > ${since}::timestamptz AND NOT by_staff AND ${ofTicket}
      UNION ALL
      SELECT created_at FROM replies WHERE created_at > ${since}::timestamptz AND NOT by_staff AND ${ofReply}
    ) AS posts`.execute(db)
    const last = rows[0]?.last
    if (last) throw new TooOften((last.getTime() - since.getTime()) / 1000)
  }
}

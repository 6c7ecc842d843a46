import type { Db } from '../../db/schema.ts'
import type { Sender } from '../../screening/sender.ts'
import { repeatsSince } from '../repeats.ts'

/** The same words on the same ticket, from the same person or address, a moment ago: the same reply (DECISIONS 14). */
export async function findSameReply(
  db: Db,
  { ticketId, hash, personId, sender }: { ticketId: number; hash: Buffer; personId: number | null; sender: Sender },
): Promise<{ id: number; person_id: number } | undefined> {
  return db
    .selectFrom('replies')
    .select(['id', 'person_id'])
    .where('ticket_id', '=', ticketId)
    .where('text_hash', '=', hash)
    .where('by_staff', '=', false)
    .where('removed_at', 'is', null)
    .where('created_at', '>', repeatsSince())
    .where((eb) =>
      eb.or([eb('sender_hash', '=', sender.hash), ...(personId === null ? [] : [eb('person_id', '=', personId)])]),
    )
    .orderBy('id')
    .executeTakeFirst()
}

/** The same words again: the same message sent twice, or a script at work. */
import type { Db } from '../db/schema.ts'
import { REPEAT_LENGTH, REPEAT_MINUTES } from '../screening/rules.ts'
import type { Sender } from '../screening/sender.ts'
import { isThankYou } from '../text/thank-you.ts'

export const repeatsSince = (now = new Date()) => new Date(now.getTime() - REPEAT_MINUTES * 60_000)

/** Who wrote these very words lately, in a ticket or a reply. Short texts and thanks are everybody's and say nothing. */
export async function findRepeat(
  db: Db,
  { source, text_hash: hash }: { source: string; text_hash: Buffer },
  sender: Sender,
): Promise<'by_sender' | 'by_others' | false> {
  if (source.length < REPEAT_LENGTH || isThankYou(source)) return false
  const since = repeatsSince()
  const tickets = db
    .selectFrom('tickets')
    .select(['requester_id as person_id', 'sender_hash'])
    .where('text_hash', '=', hash)
    .where('created_at', '>', since)
  const replies = db
    .selectFrom('replies')
    .select(['person_id', 'sender_hash'])
    .where('text_hash', '=', hash)
    .where('created_at', '>', since)
  const rows = await tickets.unionAll(replies).limit(50).execute()
  if (rows.length === 0) return false
  const own = rows.some((row) => row.person_id === sender.personId || row.sender_hash?.equals(sender.hash))
  return own ? 'by_sender' : 'by_others'
}

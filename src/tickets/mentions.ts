/** "@Mira" in a note: she finds the ticket in a view of her own until she has answered, or says that she has seen it. */
import { PREPARED } from '../db/prepared.ts'
import type { Db, Trx } from '../db/schema.ts'
import { type Actor, record } from './events.ts'

/** `replyId`: the note it stands in; null where somebody is meant without one. Nobody is told of what they wrote. */
export async function mention(
  trx: Trx,
  { ticketId, staffId, replyId }: { ticketId: number; staffId: number; replyId: number | null },
  actor: Actor,
): Promise<void> {
  const colleague = await trx
    .selectFrom('staff')
    .select(['person_id', 'name'])
    .where('id', '=', staffId)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst()
  if (!colleague || colleague.person_id === actor.personId) return
  await trx
    .insertInto('mentions')
    .values({ ticket_id: ticketId, reply_id: replyId, staff_id: staffId, by_person_id: actor.personId })
    .execute()
  await record(trx, ticketId, 'mentioned', actor, { staff_id: staffId, name: colleague.name, reply_id: replyId })
}

/** What was said to this colleague on the ticket is settled: they have answered, or have seen it. */
export async function settleMentions(trx: Trx, ticketId: number, staffId: number): Promise<void> {
  await trx
    .updateTable('mentions')
    .set({ settled_at: new Date() })
    .where('ticket_id', '=', ticketId)
    .where('staff_id', '=', staffId)
    .where('settled_at', 'is', null)
    .execute()
}

/** By whom this colleague is waited for on the ticket, the last first. */
export async function openMentions(db: Db, ticketId: number, staffId: number) {
  return db
    .selectFrom('mentions')
    .leftJoin('staff', 'staff.person_id', 'mentions.by_person_id')
    .leftJoin('replies', 'replies.id', 'mentions.reply_id')
    .select(['mentions.id', 'mentions.reply_id', 'mentions.created_at', 'staff.name as by_name'])
    .where('mentions.ticket_id', '=', ticketId)
    .where('mentions.staff_id', '=', staffId)
    .where('mentions.settled_at', 'is', null)
    .where('replies.removed_at', 'is', null)
    .orderBy('mentions.id', 'desc')
    .modifyEnd(PREPARED)
    .execute()
}

type Colleague = { id: number; name: string }

/** What may stand before the @ of a mention: an address of mail has a letter there. */
const AT = /(?<![\p{L}\p{N}._%+-])@/gu

/**
 * Who is meant in a text by "@Mira Novak", or by "@Mira" where no other colleague begins so. Longer names win over
 * shorter ones; upper and lower case are one.
 */
export function readMentions(text: string, colleagues: readonly Colleague[]): number[] {
  const found = new Set<number>()
  for (const { index } of text.matchAll(AT)) {
    const rest = fold(text.slice(index + 1, index + 1 + 100))
    const whole = colleagues
      .filter(({ name }) => beginsWith(rest, fold(name)))
      .toSorted((a, b) => b.name.length - a.name.length)
    const first = colleagues.filter(({ name }) => beginsWith(rest, fold(name).split(' ')[0] ?? ''))
    if (whole[0]) found.add(whole[0].id)
    else if (first.length === 1 && first[0]) found.add(first[0].id)
  }
  return [...found]
}

const fold = (text: string) => text.normalize('NFC').toLocaleLowerCase().replace(/\s+/gu, ' ')

/** As whole words: "@Ann" is not Anna. */
function beginsWith(text: string, name: string): boolean {
  return name !== '' && text.startsWith(name) && !/^[\p{L}\p{N}]/u.test(text.slice(name.length))
}

/** One message in two: what is general stays for everybody, the rest is between its writer and the team. */
import type { Trx } from '../../db/schema.ts'
import { refreshTicket } from '../commands.ts'
import { type Actor, record } from '../events.ts'
import type { Ticket } from '../queries.ts'
import { keepOriginal } from '../redaction.ts'
import { composeReplyText, composeTicketText } from '../writing.ts'
import type { Message } from './queries.ts'

/**
 * On a locked ticket. The private reply stands right after its message, is its writer's own, and is read by them and the
 * team; one of staff goes to the requester. Answers with the private reply's number.
 */
export async function part(
  trx: Trx,
  ticket: Ticket,
  message: Message,
  { open, apart }: { open: string; apart: string },
  actor: Actor,
  siteUrl: string,
): Promise<number> {
  const { replyId, title, source, language, byStaff, personId } = message
  await keepOriginal(trx, {
    ticketId: ticket.id,
    ...(replyId === undefined ? { title } : { replyId }),
    source,
    hidden: [],
    actor,
  })
  const author = { byStaff, siteUrl, language }
  if (replyId === undefined) {
    const { text_hash: _, ...composed } = composeTicketText(title, open, author)
    await trx.updateTable('tickets').set(composed).where('id', '=', ticket.id).execute()
  } else {
    const { text_hash: _, ...composed } = composeReplyText(open, author)
    await trx.updateTable('replies').set(composed).where('id', '=', replyId).execute()
  }
  const { id } = await trx
    .insertInto('replies')
    .values({
      ...composeReplyText(apart, author),
      ticket_id: ticket.id,
      person_id: personId,
      author_name: message.authorName,
      by_staff: byStaff,
      by_requester: !byStaff && personId === ticket.requester_id,
      audience: 'private',
      addressee_id: byStaff ? ticket.requester_id : personId,
      review_state: 'approved',
      // So that it stands beneath what it was part of; it waits for nobody anew.
      created_at: message.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx.updateTable('tickets').set({ changed_at: new Date() }).where('id', '=', ticket.id).execute()
  await record(trx, ticket.id, 'parted', actor, { reply_id: id })
  await refreshTicket(trx, ticket.id)
  return id
}

/** Staff edit what was written: "HELP!!!" need not stay the title. What stood there before is kept for staff. */
import type { ReplyRow, Trx } from '../../db/schema.ts'
import { indexTicket } from '../commands.ts'
import { type Actor, record } from '../events.ts'
import type { Ticket } from '../queries.ts'
import { composeReplyText, composeTicketText } from '../writing.ts'

/** The address follows the title, and old ones redirect (see urls). Answers whether the title has changed. */
export async function rewriteTicket(
  trx: Trx,
  ticket: Ticket,
  { title, text }: { title: string; text: string },
  actor: Actor & { personId: number },
  siteUrl: string,
): Promise<{ retitled: boolean; edited: boolean }> {
  const retitled = title !== ticket.title
  const edited = text !== ticket.source
  if (!retitled && !edited) return { retitled, edited }
  const at = new Date()
  await trx
    .insertInto('text_versions')
    .values({ ticket_id: ticket.id, title: ticket.title, source: ticket.source, changed_by: actor.personId })
    .execute()
  await trx
    .updateTable('tickets')
    .set({
      ...composeTicketText(title, text, { byStaff: ticket.by_staff, siteUrl }),
      changed_at: at,
      ...(edited && { edited_at: at }),
    })
    .where('id', '=', ticket.id)
    .execute()
  await indexTicket(trx, ticket.id)
  // The old title is among the earlier texts; this line may stand on a public page.
  if (retitled) await record(trx, ticket.id, 'retitled', actor, { to: title }, at)
  if (edited) await record(trx, ticket.id, 'edited', actor, {}, at)
  return { retitled, edited }
}

/** Only what staff wrote themselves. A note leaves no trace in what readers see. */
export async function rewriteReply(
  trx: Trx,
  ticket: Ticket,
  reply: Pick<ReplyRow, 'id' | 'source' | 'audience'>,
  text: string,
  actor: Actor & { personId: number },
  siteUrl: string,
): Promise<void> {
  if (text === reply.source) return
  const at = new Date()
  await trx
    .insertInto('text_versions')
    .values({ ticket_id: ticket.id, reply_id: reply.id, source: reply.source, changed_by: actor.personId })
    .execute()
  await trx
    .updateTable('replies')
    .set({ ...composeReplyText(text, { byStaff: true, siteUrl }), edited_at: at })
    .where('id', '=', reply.id)
    .execute()
  if (reply.audience === 'public') {
    await indexTicket(trx, ticket.id)
    await trx.updateTable('tickets').set({ changed_at: at }).where('id', '=', ticket.id).execute()
  }
  await record(trx, ticket.id, 'edited', actor, { reply_id: reply.id }, at)
}

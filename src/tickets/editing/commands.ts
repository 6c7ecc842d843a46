/** The author changes or takes back what they wrote, for fifteen minutes. Earlier texts are kept for staff. */
import type { Trx } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import type { Hidden } from '../../text/private-data/hide.ts'
import { refreshTicket, touch } from '../commands.ts'
import { record } from '../events.ts'
import type { Ticket } from '../queries.ts'
import { keepOriginal, kindsOf, type Original, redactedReply, redactedTicket } from '../redaction.ts'
import { composeReplyText, composeTicketText } from '../writing.ts'
import type { getOwnReply } from './queries.ts'
import { screenAgain, stateAfterEdit } from './rules.ts'

type OwnReply = Awaited<ReturnType<typeof getOwnReply>>['reply']

const author = (house: House) => ({ byStaff: false, siteUrl: house.config.siteUrl })
const ownHost = (house: House) => new URL(house.config.siteUrl).host

export async function editTicket(
  trx: Trx,
  house: House,
  ticket: Ticket,
  { title, text }: { title: string; text: string },
  hidden: readonly Hidden[] = [],
): Promise<{ slug: string }> {
  if (title === ticket.title && text === ticket.source) return ticket
  const { id, requester_id: personId } = ticket
  const written = composeTicketText(title, text, author(house))
  const composed = hidden.length > 0 ? redactedTicket(written, hidden, author(house)) : written
  const screened = screenAgain(ticket.spam_signals, { title, name: ticket.requester_name, text }, ownHost(house))
  const state = stateAfterEdit(ticket.review_state, ticket.visibility, screened)
  await trx
    .insertInto('text_versions')
    .values({ ticket_id: id, title: ticket.title, source: ticket.source, changed_by: personId })
    .execute()
  const now = new Date()
  await trx
    .updateTable('tickets')
    .set({
      ...composed,
      edited_at: now,
      changed_at: now,
      review_state: state,
      spam_score: screened.score,
      spam_signals: screened.signals,
    })
    .where('id', '=', id)
    .execute()
  const actor = { personId, byStaff: false }
  await record(trx, id, 'edited', actor)
  await keepHidden(trx, { ticketId: id, title, source: text, hidden, actor })
  if (state === 'held' && ticket.review_state !== 'held')
    await record(trx, id, 'held', actor, { signals: screened.signals })
  await refreshTicket(trx, id)
  return composed
}

export async function editReply(
  trx: Trx,
  house: House,
  ticket: Ticket,
  reply: OwnReply,
  text: string,
  hidden: readonly Hidden[] = [],
): Promise<void> {
  if (text === reply.source) return
  const written = composeReplyText(text, author(house))
  const screened = screenAgain(reply.spam_signals, { text }, ownHost(house))
  const state = stateAfterEdit(reply.review_state, ticket.visibility, screened)
  await trx
    .insertInto('text_versions')
    .values({ ticket_id: ticket.id, reply_id: reply.id, source: reply.source, changed_by: reply.person_id })
    .execute()
  await trx
    .updateTable('replies')
    .set({
      ...(hidden.length > 0 ? redactedReply(written, hidden, author(house)) : written),
      edited_at: new Date(),
      review_state: state,
      spam_score: screened.score,
      spam_signals: screened.signals,
    })
    .where('id', '=', reply.id)
    .execute()
  const wasSeen = state !== 'held' || reply.review_state !== 'held'
  if (wasSeen && !reply.is_shadowed && reply.audience === 'public') await touch(trx, ticket.id)
  const actor = { personId: reply.person_id, byStaff: false }
  await record(trx, ticket.id, 'edited', actor, { reply_id: reply.id })
  await keepHidden(trx, { ticketId: ticket.id, replyId: reply.id, source: text, hidden, actor })
  await refreshTicket(trx, ticket.id)
}

/** What they wrote now is kept for the team as well, whether something was hidden in this text before or not. */
async function keepHidden(trx: Trx, original: Original & { actor: { personId: number } }): Promise<void> {
  const { ticketId, replyId = null, title = null, source, hidden, actor } = original
  if (hidden.length === 0) return
  await trx
    .insertInto('text_versions')
    .values({ ticket_id: ticketId, reply_id: replyId, title, source, changed_by: actor.personId })
    .execute()
  await keepOriginal(trx, original)
  const data = { kinds: kindsOf(hidden), texts: 1, ...(replyId !== null && { reply_id: replyId }) }
  await record(trx, ticketId, 'redacted', actor, data)
}

/** What was public then says 410 for ever; what was private is as if it had never been. */
export async function withdrawTicket(trx: Trx, { id, requester_id: personId }: Ticket): Promise<void> {
  const now = new Date()
  await trx
    .updateTable('tickets')
    .set({ removed_at: now, removed_why: 'withdrawn', waiting_since: null, changed_at: now })
    .where('id', '=', id)
    .execute()
  await record(trx, id, 'withdrawn', { personId, byStaff: false })
}

export async function withdrawReply(trx: Trx, ticket: Ticket, reply: OwnReply): Promise<void> {
  await trx.updateTable('replies').set({ removed_at: new Date() }).where('id', '=', reply.id).execute()
  if (ticket.solved_by_reply_id === reply.id) {
    await trx.updateTable('tickets').set({ solved_by_reply_id: null }).where('id', '=', ticket.id).execute()
  }
  // Nobody but its writer saw a held one: the date that readers see stays.
  if (reply.review_state !== 'held' && !reply.is_shadowed && reply.audience === 'public') await touch(trx, ticket.id)
  await record(trx, ticket.id, 'reply_removed', { personId: reply.person_id, byStaff: false }, { reply_id: reply.id })
  await refreshTicket(trx, ticket.id)
}

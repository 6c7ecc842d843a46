/** A reply that asks something else becomes a ticket of its own, and leaves the conversation it stood in. */
import { sql } from 'kysely'
import type { Kind, ReplyRow, Trx, Visibility } from '../../db/schema.ts'
import type { Settings } from '../../settings/rules.ts'
import { firstStatus, type Taxonomy } from '../../taxonomy/rules.ts'
import { Refused } from '../../web/errors.ts'
import { routeArrival } from '../arrival.ts'
import { refreshTicket } from '../commands.ts'
import { type Actor, record } from '../events.ts'
import type { Ticket } from '../queries.ts'
import { putToPerson, ticketLink } from '../receipts.ts'
import { OPEN_REVIEW_STATES } from '../rules.ts'
import { waitAnew } from '../turns.ts'
import { composeTicketText } from '../writing.ts'
import { isSplittable, mayBePublic } from './rules.ts'

export type Splitting = { secret: string; siteUrl: string; taxonomy: Taxonomy; settings: Settings }
export type NewTicket = { title: string; kind: Kind; visibility: Visibility }

/** On a locked ticket. Throws Refused for a reply of staff, a removed one, and one that is to be published by this. */
export async function split(
  trx: Trx,
  by: Splitting,
  ticket: Ticket,
  reply: ReplyRow,
  wanted: NewTicket,
  actor: Actor,
): Promise<number> {
  if (reply.ticket_id !== ticket.id || !isSplittable(reply)) throw new Refused('splitting.not_this', {}, 409)
  if (wanted.visibility === 'public' && !mayBePublic(reply, ticket))
    throw new Refused('splitting.stays_private', {}, 422)
  const at = new Date()
  const made = await insertTicket(trx, by, ticket, reply, wanted)
  const mine = { ticket_id: made.id, reply_id: null }
  for (const table of ['attachments', 'text_versions', 'redactions'] as const) {
    await trx.updateTable(table).set(mine).where('reply_id', '=', reply.id).execute()
  }
  await trx.updateTable('replies').set({ removed_at: at }).where('id', '=', reply.id).execute()
  // Nothing that strangers see may move for what they could not see.
  if (reply.audience === 'public') {
    const solved = ticket.solved_by_reply_id === reply.id ? null : ticket.solved_by_reply_id
    const seen = { changed_at: at, solved_by_reply_id: solved }
    await trx.updateTable('tickets').set(seen).where('id', '=', ticket.id).execute()
  }
  await refreshTicket(trx, ticket.id)
  if (reply.by_requester) await waitAnew(trx, ticket.id)
  await record(trx, ticket.id, 'split', actor, { reply_id: reply.id, to: made.id }, at)
  await record(trx, made.id, 'split_off', actor, { from: ticket.id }, at)
  await refreshTicket(trx, made.id)
  await routeArrival(trx, by.settings, made.id)
  await putSplit(trx, by.secret, ticket, made, actor)
  return made.id
}

type Made = { id: number; link_version: number; requester_id: number }

async function insertTicket(
  trx: Trx,
  { siteUrl, taxonomy }: Splitting,
  ticket: Ticket,
  reply: ReplyRow,
  { title, kind, visibility }: NewTicket,
): Promise<Made> {
  const status = firstStatus(taxonomy, kind)
  const text = composeTicketText(title, reply.source, { byStaff: false, siteUrl, language: reply.language })
  const made = await trx
    .insertInto('tickets')
    .values({
      ...text,
      // As it stands: what was taken out of it for readers stays out.
      html: reply.html,
      html_version: reply.html_version,
      kind,
      visibility,
      review_state: reply.review_state,
      // On a ticket that is held quietly, all of it is.
      is_shadowed: sql`${reply.is_shadowed}::boolean OR (SELECT is_shadowed FROM tickets WHERE id = ${ticket.id})`,
      status_id: status.id,
      phase: status.phase,
      category_id: ticket.category_id,
      requester_id: reply.person_id,
      requester_name: reply.author_name || (reply.by_requester ? ticket.requester_name : ''),
      // They wait since they wrote it, not since it was moved.
      waiting_since: status.phase === 'open' ? reply.created_at : null,
      done_at: status.phase === 'done' ? reply.created_at : null,
      was_public: visibility === 'public' && OPEN_REVIEW_STATES.includes(reply.review_state),
      sender_hash: reply.sender_hash,
      spam_score: reply.spam_score,
      spam_signals: reply.spam_signals,
      created_at: reply.created_at,
      edited_at: reply.edited_at,
    })
    .returning(['id', 'link_version', 'requester_id'])
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('ticket_people')
    .values({ ticket_id: made.id, person_id: made.requester_id, role: 'requester' })
    .execute()
  return made
}

/** To its writer, if they left an address: where it is answered. */
async function putSplit(trx: Trx, secret: string, ticket: Ticket, made: Made, actor: Actor): Promise<void> {
  if (made.requester_id === actor.personId) return
  await putToPerson(trx, made.requester_id, {
    name: 'ticket_split',
    link: ticketLink(secret, made),
    numbers: { number: ticket.id, other: made.id },
    ticketId: made.id,
  })
}

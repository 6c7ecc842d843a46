/** The official answer and the reply that solved it: known only when a ticket's replies are there. */
import type { Trx } from '../../db/schema.ts'
import { eventRow } from '../../tickets/events.ts'
import { repliesListed } from '../../tickets/rules.ts'
import type { TicketRecord } from '../format.ts'
import { findKnown } from './known.ts'

type Reply = { id: number; person_id: number; created_at: Date }
type Ticket = { id: number; requesterId: number }

/** Marks those that every reader of the ticket can read, for they stand on top for all; answers with what was left out. */
export async function setMarks(trx: Trx, source: string, record: TicketRecord, ticket: Ticket): Promise<string[]> {
  const official = await findReply(trx, source, record.official_reply, ticket.id)
  const solved = await findReply(trx, source, record.solved_by, ticket.id)
  if (official || solved) {
    const marks = { official_reply_id: official?.id ?? null, solved_by_reply_id: solved?.id ?? null }
    await trx.updateTable('tickets').set(marks).where('id', '=', ticket.id).execute()
  }
  if (official) await addEvent(trx, ticket, 'official_set', official, official.created_at)
  if (solved) await addEvent(trx, ticket, 'solved', solved, await saidSolvedAt(trx, ticket, solved))
  return [
    ...(record.official_reply && !official
      ? ['its official answer is not among its public replies: left without one']
      : []),
    ...(record.solved_by && !solved
      ? ['the reply that solved it is not among its public replies: left without one']
      : []),
  ]
}

async function findReply(
  trx: Trx,
  source: string,
  externalId: string | undefined,
  ticketId: number,
): Promise<Reply | undefined> {
  if (externalId === undefined) return undefined
  const known = (await findKnown(trx, source, 'reply', [externalId])).get(externalId)
  if (!known) return undefined
  return trx
    .selectFrom('replies')
    .select(['id', 'person_id', 'created_at'])
    .where('id', '=', known.rowId)
    .where('ticket_id', '=', ticketId)
    .where(repliesListed)
    .executeTakeFirst()
}

/** The source does not say when; the requester's next words after the reply are the likeliest moment. */
async function saidSolvedAt(trx: Trx, ticket: Ticket, solved: Reply): Promise<Date> {
  const next = await trx
    .selectFrom('replies')
    .select('created_at')
    .where('ticket_id', '=', ticket.id)
    .where('person_id', '=', ticket.requesterId)
    .where('created_at', '>', solved.created_at)
    .orderBy('created_at')
    .executeTakeFirst()
  return next?.created_at ?? solved.created_at
}

async function addEvent(
  trx: Trx,
  ticket: Ticket,
  type: 'official_set' | 'solved',
  reply: Reply,
  at: Date,
): Promise<void> {
  const byStaff = type === 'official_set'
  const actor = { personId: byStaff ? reply.person_id : ticket.requesterId, byStaff }
  await trx
    .insertInto('events')
    .values(eventRow(ticket.id, type, actor, { reply_id: reply.id }, at))
    .execute()
}

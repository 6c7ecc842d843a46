/**
 * What a ticket's row says of its replies and its history, worked out from them after each batch, so that it holds
 * whenever an import is stopped, and as if each had happened here in its time.
 */
import { sql } from 'kysely'
import type { Trx } from '../../db/schema.ts'
import { setClocks } from '../../tickets/clocks.ts'
import { indexTicket, recount } from '../../tickets/commands.ts'
import { type HistoryChange, type HistoryReply, standingAfter } from './history.ts'
import type { Statuses } from './taxonomy.ts'

export async function deriveTickets(trx: Trx, statuses: Statuses, ticketIds: readonly number[]): Promise<void> {
  const ids = [...new Set(ticketIds)]
  if (ids.length === 0) return
  await recount(trx, ...ids)
  const replies = await repliesOf(trx, ids)
  const changes = await changesOf(trx, ids)
  const tickets = await trx
    .selectFrom('tickets')
    .select(['id', 'kind', 'status_id', 'created_at', 'activity_at', 'changed_at'])
    .where('id', 'in', ids)
    .execute()
  for (const ticket of tickets) {
    const history = { replies: replies.get(ticket.id) ?? [], changes: changes.get(ticket.id) ?? [] }
    const { origins, ...standing } = standingAfter(ticket, history, statuses)
    await trx.updateTable('tickets').set(standing).where('id', '=', ticket.id).execute()
    for (const { eventId, from } of origins) await nameOrigin(trx, eventId, from)
    await indexTicket(trx, ticket.id)
  }
  await setClocks(trx, ...ids)
}

async function repliesOf(trx: Trx, ids: readonly number[]): Promise<Map<number, HistoryReply[]>> {
  const rows = await trx
    .selectFrom('replies')
    .select(['ticket_id', 'created_at', 'by_staff', 'by_requester', 'audience', 'is_thanks'])
    .where('ticket_id', 'in', ids)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return Map.groupBy(rows, (row) => row.ticket_id)
}

async function changesOf(trx: Trx, ids: readonly number[]): Promise<Map<number, HistoryChange[]>> {
  const rows = await trx
    .selectFrom('events')
    .select(['id', 'ticket_id', 'created_at', 'data'])
    .where('ticket_id', 'in', ids)
    .where('type', '=', 'status_changed')
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const changes = rows.map(({ id, ticket_id, created_at, data }) => {
    const { from, to } = data as { from?: number; to: number }
    return { ticketId: ticket_id as number, eventId: id, at: created_at, from, to }
  })
  return Map.groupBy(changes, (change) => change.ticketId)
}

async function nameOrigin(trx: Trx, eventId: number, from: number): Promise<void> {
  await trx
    .updateTable('events')
    .set({ data: sql`jsonb_set(data, '{from}', to_jsonb(${from}::integer))` })
    .where('id', '=', eventId)
    .execute()
}

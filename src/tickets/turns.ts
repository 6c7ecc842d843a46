/** Whose turn it is once the requester has written again. */
import { sql } from 'kysely'
import type { Trx } from '../db/schema.ts'
import { firstStatus, type Taxonomy } from '../taxonomy/rules.ts'
import { changeStatus } from './commands.ts'
import { type Actor, record } from './events.ts'
import type { Ticket } from './queries.ts'

type Turning = Pick<Ticket, 'id' | 'kind' | 'status_id' | 'phase'>

/**
 * A follow-up puts the ticket back before staff: a waiting or finished one opens again. A thank-you moves nothing, and
 * a thanks ticket has nothing to open: what is written there only waits to be seen.
 */
export async function requesterWrote(
  trx: Trx,
  taxonomy: Taxonomy,
  ticket: Turning,
  actor: Actor,
  { isThanks, replyId, at }: { isThanks: boolean; replyId: number; at: Date },
): Promise<void> {
  if (isThanks) return thanked(trx, ticket.id, actor, { reply_id: replyId }, at)
  if (ticket.phase !== 'open' && ticket.kind !== 'thanks') {
    return changeStatus(trx, ticket, firstStatus(taxonomy, ticket.kind), actor, { at })
  }
  await trx
    .updateTable('tickets')
    .set({ waiting_since: sql`coalesce(waiting_since, ${at}::timestamptz)` })
    .where('id', '=', ticket.id)
    .execute()
}

/** The first thanks is dated; the ticket stays as it stands. */
export async function thanked(
  trx: Trx,
  ticketId: number,
  actor: Actor,
  data: Record<string, unknown> = {},
  at: Date = new Date(),
): Promise<void> {
  await trx
    .updateTable('tickets')
    .set({ thanked_at: sql`coalesce(thanked_at, ${at}::timestamptz)`, changed_at: at, activity_at: at })
    .where('id', '=', ticketId)
    .execute()
  await record(trx, ticketId, 'thanked', actor, data, at)
}

/** Whose turn it is: once the requester has written again, and when an act of staff has changed what counts. */
import { sql } from 'kysely'
import type { Trx } from '../db/schema.ts'
import { firstStatus, type Taxonomy } from '../taxonomy/rules.ts'
import { setClocks } from './clocks.ts'
import { changeStatus } from './commands.ts'
import { type Actor, record } from './events.ts'
import type { Ticket } from './queries.ts'
import { wake } from './waking.ts'

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
  await wake(trx, [ticket.id], actor, 'reply')
  if (ticket.phase !== 'open' && ticket.kind !== 'thanks') {
    return changeStatus(trx, ticket, firstStatus(taxonomy, ticket.kind), actor, { at })
  }
  await trx
    .updateTable('tickets')
    .set({ waiting_since: sql`coalesce(waiting_since, ${at}::timestamptz)` })
    .where('id', '=', ticket.id)
    .where('is_shadowed', '=', false)
    .execute()
}

/** A guest's word on a ticket that waits for somebody else may be the one waited for: it is staff's turn again. */
export async function guestWrote(trx: Trx, taxonomy: Taxonomy, ticket: Turning, actor: Actor, at: Date): Promise<void> {
  if (taxonomy.statuses.get(ticket.status_id)?.waiting_for !== 'third_party') return
  await changeStatus(trx, ticket, firstStatus(taxonomy, ticket.kind), actor, { at })
}

/**
 * Since when the requester of an open ticket waits, from the rows: since its beginning while no staff has answered, else
 * since they first wrote after the last answer, or since staff opened it again.
 */
export async function waitAnew(trx: Trx, ticketId: number): Promise<void> {
  const standing = sql`r.ticket_id = tickets.id AND r.removed_at IS NULL AND r.audience <> 'note'`
  const answered = sql`(SELECT max(r.created_at) FROM replies r WHERE ${standing} AND r.by_staff
    AND (r.audience = 'public' OR r.addressee_id = tickets.requester_id))`
  const asked = sql`(SELECT min(r.created_at) FROM replies r WHERE ${standing} AND r.by_requester AND NOT r.is_thanks
    AND r.review_state NOT IN ('held', 'spam') AND NOT r.is_shadowed AND r.created_at > ${answered})`
  const reopened = sql`(SELECT max(e.created_at) FROM events e
    JOIN statuses before ON before.id = (e.data->>'from')::int JOIN statuses after ON after.id = (e.data->>'to')::int
    WHERE e.ticket_id = tickets.id AND e.type = 'status_changed' AND e.created_at > ${answered}
    AND before.phase <> 'open' AND after.phase = 'open')`
  await trx
    .updateTable('tickets')
    .set({
      waiting_since: sql`CASE WHEN phase <> 'open' OR is_shadowed THEN NULL WHEN ${answered} IS NULL THEN created_at
        ELSE coalesce(${asked}, ${reopened}) END`,
    })
    .where('id', '=', ticketId)
    .execute()
  await setClocks(trx, ticketId)
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

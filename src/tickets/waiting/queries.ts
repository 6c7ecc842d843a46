/** Tickets that wait for somebody who is not of the team, and how often that somebody was reminded. */
import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'

export type WaitingFor = 'customer' | 'third_party'

export type Wait = {
  id: number
  /** Since when it stands there, or staff said something last. */
  since: Date
  reminders: number
  /** The last reminder since then, else as `since`. */
  last: Date
}

/** The next round looks at what is left. */
const MOST_AT_ONCE = 500

/** Those for whom nothing happened since `before`, the longest first; a wait begins at `notBefore` at the earliest. */
export async function listAwaited(
  db: Db,
  whom: WaitingFor,
  { before, notBefore, ticketId }: { before: Date; notBefore: Date; ticketId?: number },
): Promise<Wait[]> {
  const { rows } = await sql<Wait>`
    SELECT waits.id, waits.since, coalesce(reminded.count, 0)::int AS reminders, coalesce(reminded.last, waits.since) AS last
    FROM (
      SELECT tickets.id, greatest(
        ${notBefore}::timestamptz,
        (SELECT max(created_at) FROM events WHERE ticket_id = tickets.id AND type IN ('status_changed', 'kind_changed')),
        (SELECT max(created_at) FROM replies
          WHERE ticket_id = tickets.id AND by_staff AND audience <> 'note' AND removed_at IS NULL),
        tickets.created_at) AS since
      FROM tickets JOIN statuses ON statuses.id = tickets.status_id
      WHERE tickets.phase = 'waiting' AND coalesce(statuses.waiting_for, 'customer') = ${whom}
        AND tickets.removed_at IS NULL AND tickets.merged_into IS NULL
        AND ${ticketId === undefined ? sql`true` : sql`tickets.id = ${ticketId}`}
    ) AS waits
    LEFT JOIN LATERAL (
      SELECT count(*) AS count, max(created_at) AS last FROM events
      WHERE ticket_id = waits.id AND type = 'reminded' AND created_at >= waits.since
    ) AS reminded ON true
    WHERE coalesce(reminded.last, waits.since) <= ${before}::timestamptz
    ORDER BY last, id LIMIT ${sql.lit(MOST_AT_ONCE)}`.execute(db)
  return rows
}

export type AwaitedTicket = Awaited<ReturnType<typeof getAwaited>>

export async function getAwaited(db: Db, id: number) {
  return db
    .selectFrom('tickets')
    .select(['id', 'kind', 'status_id', 'phase', 'title', 'language', 'requester_id', 'assignee_id', 'link_version'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

/** Every change leaves a line in the ticket's history, in the same transaction. */
import type { Trx } from '../db/schema.ts'

/**
 * The types of events. Data holds ids and the names of that time, never a text of a private reply or a note:
 * asked, edited, withdrawn, replied, noted, status_changed {from, to, reason}, assigned, categorised, tagged, retitled,
 * kind_changed, visibility_changed, official_set, solved, thanked, linked {article_id}, unlinked, approved, held,
 * discarded, imported, undone {act}.
 */
export type EventType =
  | 'asked'
  | 'edited'
  | 'withdrawn'
  | 'replied'
  | 'noted'
  | 'status_changed'
  | 'assigned'
  | 'categorised'
  | 'tagged'
  | 'retitled'
  | 'kind_changed'
  | 'visibility_changed'
  | 'official_set'
  | 'official_unset'
  | 'solved'
  | 'thanked'
  | 'linked'
  | 'unlinked'
  | 'approved'
  | 'held'
  | 'discarded'
  | 'restored'
  | 'link_renewed'
  | 'imported'
  | 'reply_removed'
  | 'undone'

/** Those that may stand on the page for whoever reads the ticket. */
const PUBLIC: ReadonlySet<EventType> = new Set([
  'status_changed',
  'retitled',
  'kind_changed',
  'solved',
  'thanked',
  'official_set',
])

export type Actor = { personId: number | null; byStaff: boolean }

/** Returns the event's number. */
export async function record(
  trx: Trx,
  ticketId: number,
  type: EventType,
  actor: Actor,
  data: Record<string, unknown> = {},
  at: Date = new Date(),
): Promise<number> {
  const { id } = await trx
    .insertInto('events')
    .values(eventRow(ticketId, type, actor, data, at))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The line as a row, for those who write many at once. */
export function eventRow(ticketId: number, type: EventType, actor: Actor, data: Record<string, unknown>, at: Date) {
  return {
    ticket_id: ticketId,
    person_id: actor.personId,
    by_staff: actor.byStaff,
    type,
    data: JSON.stringify(data),
    is_public: PUBLIC.has(type),
    created_at: at,
  }
}

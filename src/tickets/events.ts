/** Every change leaves a line in the ticket's history, in the same transaction. */
import type { Trx } from '../db/schema.ts'

/**
 * The types of events. Data holds ids and the names of that time, never a text of a private reply or a note:
 * asked, edited, withdrawn, replied, noted, status_changed {from, to, reason}, assigned, categorised, tagged, retitled,
 * kind_changed, visibility_changed, official_set, solved, thanked, linked {article_id}, unlinked, approved, held,
 * discarded, imported, undone {act}, due_soon {due_at}, due_missed {due_at}, prioritised {from, to, rule}, acknowledged, escalated {to, name, rule},
 * reminded {whom, nth}, reopened, politely_closed, shadow_held {reply_id}, shadow_lifted, restrained {mode, minutes},
 * snoozed {until}, woken {by}, redacted {kinds, texts, asides: what stood beside the messages before, for the team alone}, mentioned {staff_id, name}, passed_on {to, name}.
 *
 * incident_declared {headline}, incident_updated, incident_gathered {incident_id} and incident_released on the ticket
 * gathered, incident_ended {gathered}.
 *
 * merged {from, reach}, merged_away {into}, split {reply_id, to}, split_off {from}, opened_for {channel}, contacted,
 * guest_invited and guest_revoked {person_id, name}, person_noted, person_note_removed, people_joined {from, into}.
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
  | 'redacted'
  | 'unredacted'
  | 'parted'
  | 'undone'
  | 'merged'
  | 'merged_away'
  | 'split'
  | 'split_off'
  | 'opened_for'
  | 'contacted'
  | 'guest_invited'
  | 'guest_revoked'
  | 'person_noted'
  | 'person_note_removed'
  | 'people_joined'
  | 'due_soon'
  | 'due_missed'
  | 'incident_declared'
  | 'incident_updated'
  | 'incident_gathered'
  | 'incident_released'
  | 'incident_ended'
  | 'snoozed'
  | 'woken'
  | 'mentioned'
  | 'mention_settled'
  | 'passed_on'
  | 'prioritised'
  | 'acknowledged'
  | 'escalated'
  | 'reminded'
  | 'reopened'
  | 'politely_closed'
  | 'shadow_held'
  | 'shadow_lifted'
  | 'restrained'

/** Those that may stand on the page for whoever reads the ticket. */
const PUBLIC: ReadonlySet<EventType> = new Set([
  'status_changed',
  'retitled',
  'kind_changed',
  'solved',
  'thanked',
  'official_set',
  'incident_declared',
  'incident_ended',
  'acknowledged',
])

export type Actor = { personId: number | null; byStaff: boolean }

/** A rule or the clock did it. */
export const BY_ITSELF: Actor = { personId: null, byStaff: false }

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

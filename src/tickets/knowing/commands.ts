/** What staff note of a person. Never shown to anybody else, and no text of it in any event. */
import type { Trx } from '../../db/schema.ts'
import { NotFound } from '../../web/errors.ts'
import { type Actor, record } from '../events.ts'
import type { Ticket } from '../queries.ts'
import { composeReplyText } from '../writing.ts'

/** Written beside one of their tickets. */
export async function notePerson(
  trx: Trx,
  ticket: Pick<Ticket, 'id' | 'requester_id'>,
  source: string,
  { siteUrl, actor }: { siteUrl: string; actor: Actor & { personId: number } },
): Promise<void> {
  const { text_hash: _, ...text } = composeReplyText(source, { byStaff: true, siteUrl })
  await trx
    .insertInto('person_notes')
    .values({ ...text, person_id: ticket.requester_id, ticket_id: ticket.id, written_by: actor.personId })
    .execute()
  await record(trx, ticket.id, 'person_noted', actor)
}

/** Throws NotFound for a note on somebody else. */
export async function removeNote(
  trx: Trx,
  ticket: Pick<Ticket, 'id' | 'requester_id'>,
  noteId: number,
  actor: Actor,
): Promise<void> {
  const gone = await trx
    .updateTable('person_notes')
    .set({ removed_at: new Date() })
    .where('id', '=', noteId)
    .where('person_id', '=', ticket.requester_id)
    .where('removed_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!gone) throw new NotFound()
  await record(trx, ticket.id, 'person_note_removed', actor)
}

import type { Trx } from '../../db/schema.ts'
import { Refused } from '../../web/errors.ts'
import { type Actor, record } from '../events.ts'
import { settleMentions } from '../mentions.ts'
import type { Ticket } from '../queries.ts'

/** "I have seen it": for what needs no answer. */
export async function settle(trx: Trx, ticketId: number, staffId: number, actor: Actor): Promise<void> {
  await settleMentions(trx, ticketId, staffId)
  await record(trx, ticketId, 'mention_settled', actor)
}

/** Thanks go to whom they are for, who finds them among what is meant for them. Throws Refused for nobody of the team. */
export async function passOn(trx: Trx, ticket: Ticket, staffId: number, actor: Actor): Promise<void> {
  const colleague = await trx
    .selectFrom('staff')
    .select(['person_id', 'name'])
    .where('id', '=', staffId)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst()
  if (!colleague) throw new Refused('fields.not_a_choice', {}, 422)
  await trx.updateTable('tickets').set({ assignee_id: staffId }).where('id', '=', ticket.id).execute()
  if (colleague.person_id !== actor.personId) {
    await trx
      .insertInto('mentions')
      .values({ ticket_id: ticket.id, staff_id: staffId, by_person_id: actor.personId })
      .execute()
  }
  await record(trx, ticket.id, 'passed_on', actor, { from: ticket.assignee_id, to: staffId, name: colleague.name })
}

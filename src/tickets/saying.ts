import type { Trx } from '../db/schema.ts'
import type { StaffViewer } from '../web/viewer.ts'
import { refreshTicket, touch } from './commands.ts'
import { record } from './events.ts'
import { composeReplyText } from './writing.ts'

/**
 * A public reply of staff that is part of another act (news of an incident, a polite last word), on a locked ticket.
 * Returns its number; nobody is told of it here.
 */
export async function say(
  trx: Trx,
  ticket: { id: number },
  source: string,
  { staff, siteUrl }: { staff: StaffViewer; siteUrl: string },
  at: Date,
): Promise<number> {
  const { id } = await trx
    .insertInto('replies')
    .values({
      ...composeReplyText(source, { byStaff: true, siteUrl }),
      ticket_id: ticket.id,
      person_id: staff.personId,
      author_name: staff.name,
      by_staff: true,
      audience: 'public',
      review_state: 'approved',
      created_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const actor = { personId: staff.personId, byStaff: true }
  await record(trx, ticket.id, 'replied', actor, { reply_id: id, audience: 'public' }, at)
  await trx.updateTable('tickets').set({ waiting_since: null }).where('id', '=', ticket.id).execute()
  await refreshTicket(trx, ticket.id)
  await touch(trx, ticket.id, at)
  return id
}

import type { Db } from '../../db/schema.ts'
import { Forbidden, NotFound } from '../../web/errors.ts'
import type { Viewer } from '../../web/viewer.ts'
import { getTicket, standingOf } from '../queries.ts'
import { repliesVisibleTo } from '../rules.ts'

/** The viewer's own ticket. NotFound for one they may not read, Forbidden for one that is somebody else's. */
export async function getOwnTicket(db: Db, viewer: Viewer, id: number | undefined) {
  const ticket = await getTicket(db, viewer, id)
  if (standingOf(ticket, viewer) !== 'requester') throw new Forbidden('editing.not_yours')
  return ticket
}

/** The viewer's own reply on a ticket they may read. */
export async function getOwnReply(db: Db, viewer: Viewer, ticketId: number | undefined, replyId: number | undefined) {
  const ticket = await getTicket(db, viewer, ticketId)
  const isRequester = standingOf(ticket, viewer) === 'requester'
  if (replyId === undefined) throw new NotFound()
  const reply = await db
    .selectFrom('replies')
    .select([
      'id',
      'person_id',
      'by_staff',
      'by_requester',
      'author_name',
      'audience',
      'source',
      'review_state',
      'spam_signals',
      'created_at',
      'is_shadowed',
    ])
    .where('id', '=', replyId)
    .where('ticket_id', '=', ticket.id)
    .where(repliesVisibleTo(viewer, isRequester ? { personId: ticket.requester_id } : null))
    .executeTakeFirst()
  if (!reply) throw new NotFound()
  const isOwn = reply.person_id === viewer.personId || (reply.by_requester && isRequester)
  if (reply.by_staff || !isOwn) throw new Forbidden('editing.not_yours')
  return { ticket, reply }
}

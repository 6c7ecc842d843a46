import type { Db } from '../../db/schema.ts'
import { type Asides, readAsides } from '../asides.ts'
import type { Ticket } from '../queries.ts'
import { isForAll } from './rules.ts'

/** All that is written on the ticket, and which of it strangers would read. */
export type Written = {
  ticket: Ticket
  messages: Awaited<ReturnType<typeof listWritten>>
  files: { id: number; name: string }[]
  asides: Asides
}

export async function readWritten(db: Db, ticket: Ticket): Promise<Written> {
  const messages = await listWritten(db, ticket.id)
  const open = messages.filter(isForAll).map(({ id }) => id)
  return {
    ticket,
    messages,
    files: await listFiles(db, ticket.id, open),
    asides: await readAsides(db, ticket.id),
  }
}

/** All that is written on the ticket, oldest first, with what decides who reads it. */
async function listWritten(db: Db, ticketId: number) {
  return (
    db
      .selectFrom('replies')
      .select([
        'id',
        'author_name',
        'by_staff',
        'by_requester',
        'audience',
        'review_state',
        'source',
        'html',
        'language',
        'created_at',
      ])
      .where('ticket_id', '=', ticketId)
      .where('removed_at', 'is', null)
      .where('review_state', '!=', 'spam')
      // Held quietly, it is read by nobody but its author, whatever becomes of the ticket.
      .where('is_shadowed', '=', false)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
  )
}

/** The files on the ticket's own text and on these replies. */
async function listFiles(db: Db, ticketId: number, replyIds: readonly number[]) {
  return db
    .selectFrom('attachments')
    .select(['id', 'name'])
    .where('ticket_id', '=', ticketId)
    .where((eb) =>
      eb.or([eb('reply_id', 'is', null), ...(replyIds.length > 0 ? [eb('reply_id', 'in', [...replyIds])] : [])]),
    )
    .orderBy('id')
    .execute()
}

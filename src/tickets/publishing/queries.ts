import type { Db } from '../../db/schema.ts'

/** All that is written on the ticket, oldest first, with what decides who reads it. */
export async function listWritten(db: Db, ticketId: number) {
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

/** Names of the files on the ticket's own text and on these replies. */
export async function listFileNames(db: Db, ticketId: number, replyIds: readonly number[]): Promise<string[]> {
  const rows = await db
    .selectFrom('attachments')
    .select('name')
    .where('ticket_id', '=', ticketId)
    .where((eb) =>
      eb.or([eb('reply_id', 'is', null), ...(replyIds.length > 0 ? [eb('reply_id', 'in', [...replyIds])] : [])]),
    )
    .orderBy('id')
    .execute()
  return rows.map(({ name }) => name)
}

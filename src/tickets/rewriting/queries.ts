import type { Db } from '../../db/schema.ts'

/** Texts of before, newest first, with who changed them then. */
export async function listVersions(db: Db, ticketId: number) {
  return db
    .selectFrom('text_versions')
    .leftJoin('staff', 'staff.person_id', 'text_versions.changed_by')
    .select([
      'text_versions.id',
      'text_versions.reply_id',
      'text_versions.title',
      'text_versions.source',
      'text_versions.created_at',
      'staff.name as staff_name',
    ])
    .where('text_versions.ticket_id', '=', ticketId)
    .orderBy('text_versions.id', 'desc')
    .limit(100)
    .execute()
}

/** The HTML that an import came with, of the ticket and its replies. */
export async function listOriginals(db: Db, ticketId: number) {
  return db
    .selectFrom('originals')
    .select(['id', 'reply_id', 'html'])
    .where((eb) =>
      eb.or([
        eb('ticket_id', '=', ticketId),
        eb('reply_id', 'in', eb.selectFrom('replies').select('replies.id').where('replies.ticket_id', '=', ticketId)),
      ]),
    )
    .orderBy('id')
    .limit(200)
    .execute()
}

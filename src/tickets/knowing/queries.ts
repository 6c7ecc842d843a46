import type { Db } from '../../db/schema.ts'

/** The ticket beside which a note was written: its undo puts the note back there. */
export async function ticketOfNote(db: Db, noteId: number): Promise<number | undefined> {
  const row = await db.selectFrom('person_notes').select('ticket_id').where('id', '=', noteId).executeTakeFirst()
  return row?.ticket_id ?? undefined
}

import type { Db } from '../../db/schema.ts'

/** The article that was made of this reply before, if it is still there. */
export async function findArticleOf(db: Db, replyId: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('articles')
    .select('id')
    .where('from_reply_id', '=', replyId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row?.id
}

export async function tagsOfTicket(db: Db, ticketId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('ticket_tags')
    .innerJoin('tags', 'tags.id', 'ticket_tags.tag_id')
    .select('tags.name')
    .where('ticket_id', '=', ticketId)
    .orderBy('tags.name')
    .execute()
  return rows.map(({ name }) => name)
}

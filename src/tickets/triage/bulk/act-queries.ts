import type { Db } from '../../../db/schema.ts'

/** More than this nobody looks through; the newest first, shown by title. */
const MOST_ARTICLES = 500

/** What customers can be given: published ones. */
export async function listArticleTitles(db: Db): Promise<{ id: number; title: string }[]> {
  const rows = await db
    .selectFrom('articles')
    .select(['id', 'title'])
    .where('state', '=', 'published')
    .where('removed_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(MOST_ARTICLES)
    .execute()
  return rows.sort((a, b) => a.title.localeCompare(b.title))
}

export async function isPublished(db: Db, articleId: number): Promise<boolean> {
  const row = await db
    .selectFrom('articles')
    .select('id')
    .where('id', '=', articleId)
    .where('state', '=', 'published')
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export async function listTagsOf(db: Db, ticketId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('ticket_tags')
    .innerJoin('tags', 'tags.id', 'ticket_tags.tag_id')
    .select('tags.name')
    .where('ticket_tags.ticket_id', '=', ticketId)
    .execute()
  return rows.map(({ name }) => name)
}

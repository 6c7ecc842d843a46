/** Published articles on what somebody is about to ask. */
import type { Db } from '../db/schema.ts'
import { similarRows } from '../db/similar-rows.ts'
import { articlesListed } from './rules.ts'

export async function listSimilarArticles(db: Db, title: string, limit: number) {
  const ids = await similarRows(db, { table: 'articles', where: articlesListed }, title, limit)
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('articles')
    .select(['id', 'slug', 'title', 'summary', 'language'])
    .where('id', 'in', ids)
    .execute()
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

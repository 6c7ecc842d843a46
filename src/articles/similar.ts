/** Published articles on what somebody is about to ask. */
import type { ExpressionBuilder } from 'kysely'
import type { Database, Db } from '../db/schema.ts'
import { similarRows } from '../db/similar-rows.ts'

export async function listSimilarArticles(db: Db, title: string, limit: number) {
  const published = (eb: ExpressionBuilder<Database, 'articles'>) =>
    eb.and([eb('articles.state', '=', 'published'), eb('articles.removed_at', 'is', null)])
  const ids = await similarRows(db, { table: 'articles', where: published }, title, limit)
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('articles')
    .select(['id', 'slug', 'title', 'summary', 'language'])
    .where('id', 'in', ids)
    .execute()
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

/** Who may read which article. Every query of articles passes one of these; nowhere else is visibility decided. */
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { ArticleState, Database } from '../db/schema.ts'
import type { Viewer } from '../web/viewer.ts'

type Articles = ExpressionBuilder<Database, 'articles'>

export const STATES: readonly ArticleState[] = ['draft', 'published', 'internal']

/** As SQL: `.where(articlesVisibleTo(viewer))`. Published ones are everybody's, all others staff's, removed ones nobody's. */
export function articlesVisibleTo(viewer: Viewer): (eb: Articles) => Expression<SqlBool> {
  return viewer.staff ? (eb) => eb('articles.removed_at', 'is', null) : articlesListed
}

/** What lists, feeds and counts for everyone are made of, whoever asks. */
export function articlesListed(eb: Articles): Expression<SqlBool> {
  return eb.and([eb('articles.removed_at', 'is', null), eb('articles.state', '=', 'published')])
}

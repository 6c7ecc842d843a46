/** What authors see of articles: all of them, and every text they had. */
import { type ExpressionBuilder, sql } from 'kysely'
import { cutPage, microsOf, momentOf, type Turn } from '../../db/cursor.ts'
import type { ArticleState, Database, Db } from '../../db/schema.ts'
import { NotFound } from '../../web/errors.ts'
import type { Viewer } from '../../web/viewer.ts'
import { articlesVisibleTo } from '../rules.ts'

export type WrittenFilters = { state?: ArticleState | undefined; categoryId?: number | undefined }

export const PER_PAGE = 50

/** Last changed first. */
export async function listWritten(db: Db, viewer: Viewer, filters: WrittenFilters, turn: Turn) {
  const { past, before } = turn
  const place = past ?? before
  const rows = await db
    .selectFrom('articles')
    .leftJoin('staff', 'staff.id', 'articles.author_id')
    .select([
      ...(['articles.id', 'articles.slug', 'articles.title', 'articles.language', 'articles.state'] as const),
      ...(['articles.category_id', 'articles.updated_at', 'staff.name as author'] as const),
    ])
    .select((eb) => [
      votesOf(eb, true).as('yes'),
      votesOf(eb, false).as('no'),
      microsOf('articles.updated_at').as('place'),
    ])
    .where(articlesVisibleTo(viewer))
    .$if(filters.state !== undefined, (query) => query.where('articles.state', '=', filters.state as ArticleState))
    .$if(filters.categoryId !== undefined, (query) =>
      query.where('articles.category_id', '=', filters.categoryId as number),
    )
    .$if(place !== undefined, (query) =>
      query.where(
        sql<boolean>`(articles.updated_at, articles.id) ${sql.raw(past ? '<' : '>')} (${momentOf(place?.value ?? 0)}, ${place?.id})`,
      ),
    )
    .orderBy('articles.updated_at', before ? 'asc' : 'desc')
    .orderBy('articles.id', before ? 'asc' : 'desc')
    .limit(PER_PAGE + 1)
    .execute()
  return cutPage(rows, PER_PAGE, turn)
}

function votesOf(eb: ExpressionBuilder<Database, 'articles'>, helpful: boolean) {
  const given = eb
    .selectFrom('article_votes')
    .whereRef('article_votes.article_id', '=', 'articles.id')
    .where('helpful', '=', helpful)
    .select((votes) => votes.fn.countAll<number>().as('n'))
  return sql<number>`articles.${sql.raw(helpful ? 'carried_yes' : 'carried_no')} + ${given}`
}

/** How many articles there are in each state. */
export async function countByState(db: Db, viewer: Viewer): Promise<Record<ArticleState, number>> {
  const rows = await db
    .selectFrom('articles')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where(articlesVisibleTo(viewer))
    .groupBy('state')
    .execute()
  return { draft: 0, published: 0, internal: 0, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) }
}

/** More than anybody looks through; the oldest are still reached by their number in the address. */
const MOST_VERSIONS = 200

export async function listVersions(db: Db, articleId: number) {
  return db
    .selectFrom('article_versions')
    .leftJoin('staff', 'staff.person_id', 'article_versions.changed_by')
    .select(['version', 'article_versions.title', 'article_versions.created_at', 'staff.name as author'])
    .where('article_id', '=', articleId)
    .orderBy('version', 'desc')
    .limit(MOST_VERSIONS)
    .execute()
}

export type Version = {
  version: number
  title: string
  summary: string
  source: string
  author: string | null
  created_at: Date
}

/** Throws NotFound. */
export async function getVersion(db: Db, articleId: number, version: number | undefined): Promise<Version> {
  const row = await db
    .selectFrom('article_versions')
    .leftJoin('staff', 'staff.person_id', 'article_versions.changed_by')
    .select([
      'version',
      'article_versions.title',
      'summary',
      'source',
      'article_versions.created_at',
      'staff.name as author',
    ])
    .where('article_id', '=', articleId)
    .where('version', '=', version ?? 0)
    .executeTakeFirst()
  if (!row) throw new NotFound()
  return row
}

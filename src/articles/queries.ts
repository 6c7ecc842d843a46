/** Loading an article is being allowed to read it. */
import type { ArticleRow, Db } from '../db/schema.ts'
import { Gone, NotFound } from '../web/errors.ts'
import type { Viewer } from '../web/viewer.ts'
import { articlesListed, articlesVisibleTo } from './rules.ts'
import { readArticleAddress } from './urls.ts'

export type Article = Omit<ArticleRow, 'search'>

const COLUMNS = [
  ...(['id', 'slug', 'title', 'summary', 'source', 'html', 'html_version', 'contents', 'language', 'state'] as const),
  ...(['category_id', 'author_id', 'from_reply_id', 'version', 'created_at', 'updated_at', 'published_at'] as const),
  ...(['was_public', 'removed_at', 'carried_yes', 'carried_no'] as const),
]

/** Throws NotFound for an unknown number and for one the viewer may not read: the same answer. Gone for removed public ones. */
export async function getArticle(db: Db, viewer: Viewer, id: number | undefined): Promise<Article> {
  if (id === undefined) throw new NotFound()
  const article = await db
    .selectFrom('articles')
    .select(COLUMNS)
    .where('id', '=', id)
    .where(articlesVisibleTo(viewer))
    .executeTakeFirst()
  if (article) return article
  throw (await wasPublic(db, id)) ? new Gone() : new NotFound()
}

/** Reads an address such as '45-paying-by-card'. */
export async function getArticleAt(db: Db, viewer: Viewer, params: { address: string }): Promise<Article> {
  return getArticle(db, viewer, readArticleAddress(params.address))
}

/** Published once and then removed; one that was taken back to a draft answers as if unknown (DECISIONS 8). */
async function wasPublic(db: Db, id: number): Promise<boolean> {
  const row = await db
    .selectFrom('articles')
    .select('id')
    .where('id', '=', id)
    .where('removed_at', 'is not', null)
    .where('was_public', '=', true)
    .where('state', '=', 'published')
    .executeTakeFirst()
  return row !== undefined
}

/** What a card or a row of a list shows of an article. */
export const CARD_COLUMNS = [
  'articles.id',
  'articles.slug',
  'articles.title',
  'articles.summary',
  'articles.language',
  'articles.state',
  'articles.category_id',
] as const

export type ArticleCard = Pick<Article, 'id' | 'slug' | 'title' | 'summary' | 'language' | 'state' | 'category_id'>

/** Those of the articles that the viewer may read, in the order asked for. */
export async function articleCards(db: Db, viewer: Viewer, ids: readonly number[]): Promise<ArticleCard[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('articles')
    .select(CARD_COLUMNS)
    .where('id', 'in', [...ids])
    .where(articlesVisibleTo(viewer))
    .execute()
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

/** Tags in the order of their names. */
export async function tagsOfArticle(db: Db, articleId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('article_tags')
    .innerJoin('tags', 'tags.id', 'article_tags.tag_id')
    .select('tags.name')
    .where('article_id', '=', articleId)
    .orderBy('tags.name')
    .execute()
  return rows.map(({ name }) => name)
}

/** More than any category has; a page of links longer than this helps nobody. */
const MOST_ABOUT = 200

/** Published ones of a category or with a tag, whoever asks, by title. */
export async function listArticlesAbout(
  db: Db,
  about: { categoryId: number } | { tagId: number },
): Promise<ArticleCard[]> {
  const all = db.selectFrom('articles').select(CARD_COLUMNS).where(articlesListed)
  const some =
    'categoryId' in about
      ? all.where('category_id', '=', about.categoryId)
      : all.where('id', 'in', (eb) =>
          eb.selectFrom('article_tags').select('article_id').where('tag_id', '=', about.tagId),
        )
  return some.orderBy('title').orderBy('id').limit(MOST_ABOUT).execute()
}

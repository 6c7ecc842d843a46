/** Articles by the words somebody typed; visibility stands inside of every query (see db/find-rows). */
import { rareOf, rowsSpelledLike } from '../../db/find-alike.ts'
import { bestRows, languagesOf, type Place } from '../../db/find-rows.ts'
import { formsOf, type TextQuery, textQuery } from '../../db/full-text.ts'
import type { Db } from '../../db/schema.ts'
import { languagesFor } from '../../text/search-languages.ts'
import type { Viewer } from '../../web/viewer.ts'
import { type ArticleCard, CARD_COLUMNS } from '../queries.ts'
import { articlesVisibleTo } from '../rules.ts'

export type ArticleSearch = {
  /** As `searchWords` gives them. */
  words: string
  /** Languages the words may be in, likely ones first. */
  likely: readonly string[]
  categoryId: number | undefined
}

export type FoundArticle = ArticleCard & { /** The beginning, for an extract. */ text: string }
export type FoundArticles = { rows: FoundArticle[]; total: number; inTitle: Set<number>; mark: TextQuery }

/** Texts are looked through for an extract so far and no further. */
const TEXT_CHARACTERS = 20_000

export async function searchArticles(
  db: Db,
  viewer: Viewer,
  search: ArticleSearch,
  page: { limit: number; offset: number },
): Promise<FoundArticles> {
  const { find, mark } = await textQuery(db, search.words, await languagesIn(db, search))
  const { ids, total, inTitle } = await bestRows(db, placeOf(viewer, search), find, page)
  return { rows: await foundRows(db, viewer, ids), total, inTitle, mark }
}

/** Articles whose titles hold the words in another spelling, for those of the words that are hardly ever found. */
export async function articlesSpelledLike(
  db: Db,
  viewer: Viewer,
  search: ArticleSearch,
  terms: readonly string[],
  page: { limit: number; except: readonly number[] },
): Promise<FoundArticle[]> {
  const place = placeOf(viewer, search)
  const rare = await rareOf(db, place, await formsOf(db, terms, await languagesIn(db, search)))
  const words = rare.map((n) => terms[n] as string)
  return foundRows(db, viewer, await rowsSpelledLike(db, place, words, page))
}

async function languagesIn(db: Db, { words, likely }: ArticleSearch): Promise<string[]> {
  return languagesFor(words, await languagesOf(db, 'articles'), likely)
}

function placeOf(viewer: Viewer, { categoryId }: ArticleSearch): Place<'articles'> {
  const visible = articlesVisibleTo(viewer)
  return {
    table: 'articles',
    where: (eb) =>
      categoryId === undefined ? visible(eb) : eb.and([visible(eb), eb('articles.category_id', '=', categoryId)]),
  }
}

async function foundRows(db: Db, viewer: Viewer, ids: readonly number[]): Promise<FoundArticle[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('articles')
    .select(CARD_COLUMNS)
    .select((eb) => eb.fn<string>('left', ['articles.html', eb.lit(TEXT_CHARACTERS)]).as('text'))
    .where('id', 'in', [...ids])
    .where(articlesVisibleTo(viewer))
    .execute()
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

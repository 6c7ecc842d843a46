/** What the public pages of the knowledge base show beside the article itself. */
import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'
import type { Viewer } from '../../web/viewer.ts'
import { articlesListed } from '../rules.ts'

/** Titles of one category on the front of the knowledge base; the rest stands on the category's own page. */
const MOST_OF_CATEGORY = 12
/** Those without a category have no other page. */
const MOST_OF_OTHERS = 500

export type ListedArticle = {
  id: number
  slug: string
  title: string
  language: string
  category_id: number | null
  total: number
}

/** The first published articles of each category by title, each with the number of all in its category. */
export async function listByCategory(db: Db): Promise<ListedArticle[]> {
  return db
    .selectFrom((eb) =>
      eb
        .selectFrom('articles')
        .select(['id', 'slug', 'title', 'language', 'category_id'])
        .select(sql<number>`row_number() OVER (PARTITION BY category_id ORDER BY lower(title), id)`.as('place'))
        .select(sql<number>`count(*) OVER (PARTITION BY category_id)`.as('total'))
        .where(articlesListed)
        .as('placed'),
    )
    .select(['id', 'slug', 'title', 'language', 'category_id', 'total'])
    .where('place', '<=', (eb) =>
      eb.case().when('category_id', 'is', null).then(MOST_OF_OTHERS).else(MOST_OF_CATEGORY).end(),
    )
    .orderBy('place')
    .execute()
}

/** The viewer's own answer to "was this helpful"; null when there is none. */
export async function ownVote(db: Db, viewer: Viewer, articleId: number): Promise<boolean | null> {
  if (viewer.personId === null) return null
  const row = await db
    .selectFrom('article_votes')
    .select('helpful')
    .where('article_id', '=', articleId)
    .where('person_id', '=', viewer.personId)
    .executeTakeFirst()
  return row?.helpful ?? null
}

/** Answers to "was this helpful", those an import carried over included. */
export async function countVotes(db: Db, articleId: number): Promise<{ yes: number; no: number }> {
  return db
    .selectFrom('articles')
    .select((eb) => {
      const given = (helpful: boolean) =>
        eb
          .selectFrom('article_votes')
          .whereRef('article_id', '=', 'articles.id')
          .where('helpful', '=', helpful)
          .select((votes) => votes.fn.countAll<number>().as('n'))
      return [sql<number>`carried_yes + ${given(true)}`.as('yes'), sql<number>`carried_no + ${given(false)}`.as('no')]
    })
    .where('id', '=', articleId)
    .executeTakeFirstOrThrow()
}

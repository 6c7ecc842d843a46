import type { Trx } from '../../db/schema.ts'

/** Once per browser; saying otherwise later replaces it. */
export async function sayHelpful(trx: Trx, articleId: number, personId: number, helpful: boolean): Promise<void> {
  await trx
    .insertInto('article_votes')
    .values({ article_id: articleId, person_id: personId, helpful })
    .onConflict((conflict) =>
      conflict.columns(['article_id', 'person_id']).doUpdateSet({ helpful, created_at: new Date() }),
    )
    .execute()
}

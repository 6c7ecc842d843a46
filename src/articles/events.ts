/** Every change of an article leaves a line in its history, in the same transaction. Staff alone change articles. */
import type { Trx } from '../db/schema.ts'

/** Data holds ids and the names of that time: state_changed {from, to}, restored {version}, drafted {ticket_id, reply_id}. */
export type ArticleEvent = 'drafted' | 'edited' | 'state_changed' | 'restored' | 'removed' | 'undeleted' | 'attached'

export async function recordOn(
  trx: Trx,
  articleId: number,
  type: ArticleEvent,
  personId: number,
  data: Record<string, unknown> = {},
): Promise<void> {
  await trx
    .insertInto('events')
    .values({ article_id: articleId, person_id: personId, by_staff: true, type, data: JSON.stringify(data) })
    .execute()
}

/** What the front page shows of tickets: each list is the head of one index. */
import type { Db } from '../../db/schema.ts'
import { ROW_COLUMNS } from '../../tickets/rows.ts'
import { listed } from '../../tickets/rules.ts'

export const ROWS = 5
const IDEAS = 5

/** By when the team first answered, thanks left aside: they have a line of their own. */
export async function listAnsweredLately(db: Db) {
  return db
    .selectFrom('tickets')
    .select(ROW_COLUMNS)
    .where(listed)
    .where('kind', '!=', 'thanks')
    .where('first_public_reply_at', 'is not', null)
    .orderBy('first_public_reply_at', 'desc')
    .orderBy('id', 'desc')
    .limit(ROWS)
    .execute()
}

/** Twice as many as are shown: those answered already stand in the list above. */
export async function listAskedLately(db: Db) {
  return db
    .selectFrom('tickets')
    .select(ROW_COLUMNS)
    .where(listed)
    .where('kind', '!=', 'thanks')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(2 * ROWS)
    .execute()
}

/** Ideas that are not done yet and that somebody wants. */
export async function listMostWanted(db: Db) {
  return db
    .selectFrom('tickets')
    .select(ROW_COLUMNS)
    .where(listed)
    .where('kind', '=', 'idea')
    .where('phase', '!=', 'done')
    .where('vote_count', '>', 0)
    .orderBy('vote_count', 'desc')
    .orderBy('id', 'desc')
    .limit(IDEAS)
    .execute()
}

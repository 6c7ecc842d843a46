/** What others asked already, and whether this form was sent before. */
import { listSimilarArticles } from '../../articles/similar.ts'
import { isDatabaseError, readWithin } from '../../db/bounded.ts'
import type { Connection } from '../../db/connect.ts'
import type { Db } from '../../db/schema.ts'
import { similarRows } from '../../db/similar-rows.ts'
import { isDatabaseAway } from '../../web/errors.ts'
import { repeatsSince } from '../repeats.ts'
import { ROW_COLUMNS } from '../rows.ts'
import { listed } from '../rules.ts'

const MOST_SHOWN = 4
/** Somebody is waiting to write: better nothing than late. */
const PATIENCE_MS = 400

export type Similar = {
  tickets: Awaited<ReturnType<typeof listSimilarTickets>>
  articles: Awaited<ReturnType<typeof listSimilarArticles>>
}

export const NOTHING_SIMILAR: Similar = { tickets: [], articles: [] }

/** Public tickets and published articles only, whoever asks: the answer must not hint at anything else. */
export async function findSimilar(
  connection: Connection,
  title: string,
  warn: (error: Error) => void,
): Promise<Similar> {
  if (title.trim().length < 4) return NOTHING_SIMILAR
  try {
    return await readWithin(connection, PATIENCE_MS, async (db) => ({
      tickets: await listSimilarTickets(db, title),
      articles: await listSimilarArticles(db, title, MOST_SHOWN),
    }))
  } catch (error) {
    // A suggestion that fails never stands in the way of asking: whatever the database says, the form goes on.
    if (!isDatabaseError(error) && !isDatabaseAway(error)) throw error
    warn(error as Error)
    return NOTHING_SIMILAR
  }
}

async function listSimilarTickets(db: Db, title: string) {
  const ids = await similarRows(db, { table: 'tickets', where: listed }, title, MOST_SHOWN)
  if (ids.length === 0) return []
  const rows = await db.selectFrom('tickets').select(ROW_COLUMNS).where('id', 'in', ids).where(listed).execute()
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

const SENT = ['id', 'slug', 'requester_id', 'text_hash', 'title'] as const

/** The ticket this form became when it was sent before. */
export async function findByForm(db: Db, formId: string) {
  return db.selectFrom('tickets').select(SENT).where('form_id', '=', formId).executeTakeFirst()
}

/** The same words from the same person a moment ago are the same ticket, whatever form they came in. */
export async function findSameTicket(
  db: Db,
  {
    personId,
    hash,
    visibility,
    kind,
  }: { personId: number; hash: Buffer; visibility: 'public' | 'private'; kind: string },
) {
  return db
    .selectFrom('tickets')
    .select(SENT)
    .where('text_hash', '=', hash)
    .where('requester_id', '=', personId)
    .where('visibility', '=', visibility)
    .where('kind', '=', kind as never)
    .where('created_at', '>', repeatsSince())
    .where('removed_at', 'is', null)
    .orderBy('id')
    .executeTakeFirst()
}

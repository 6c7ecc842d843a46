import { sql } from 'kysely'
import type { Connection } from './connect.ts'

/**
 * What the planner knows of the tables. A server gathers it by itself; the embedded database never does, and without it
 * a search takes up to three times as long. Half a second for five thousand tickets.
 */
export async function gatherStatistics({ db, embedded }: Pick<Connection, 'db' | 'embedded'>): Promise<void> {
  if (embedded) await sql`ANALYZE`.execute(db)
}

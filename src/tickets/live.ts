/** How an open page of the desk hears that something has changed; see triage/live. */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'

/** Every event is announced on it by the database itself (migration T2140). Nothing is ever said on it but "look". */
export const DESK_CHANNEL = 'earshot_desk'

/** For what changes a page of the desk without an event; heard at the commit. */
export async function announce(db: Db): Promise<void> {
  await sql`SELECT pg_notify(${DESK_CHANNEL}, '')`.execute(db)
}

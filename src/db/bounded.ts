/** Reads that are a courtesy: they get so long and no longer, and their failure is no failure of what they serve. */
import { sql } from 'kysely'
import type { Connection } from './connect.ts'
import type { Db } from './schema.ts'

/** On a server the time is kept by Postgres; the embedded database knows no time-out, there the query's shape bounds it. */
export async function readWithin<T>(
  { db, embedded }: Connection,
  ms: number,
  read: (db: Db) => Promise<T>,
): Promise<T> {
  if (embedded) return read(db)
  return db.transaction().execute(async (trx) => {
    await sql`SELECT set_config('statement_timeout', ${String(ms)}, true)`.execute(trx)
    return read(trx)
  })
}

/** Whether the database said no (any SQLSTATE, a time-out among them), as opposed to a fault in our own code. */
export function isDatabaseError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code ?? ''))
}

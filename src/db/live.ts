/** Small tables that every page needs (settings, statuses, categories) are held in memory and read anew on change. */
import { sql } from 'kysely'
import type { Connection } from './connect.ts'
import type { Db, Trx } from './schema.ts'

export type Live<T> = {
  /** The value as last read. */
  readonly now: T
  /** Reads anew; whoever changed the rows calls it after the commit, to see the change in the very next page. */
  refresh(): Promise<void>
}

const CHANNEL = 'earshot_changed'

/** Reads now and whenever some process has said `changed(trx, topic)`. */
export async function live<T>(
  connection: Connection,
  topic: string,
  load: (db: Db) => Promise<T>,
  warn: (error: Error) => void,
): Promise<Live<T>> {
  let value = await load(connection.db)
  const refresh = async () => {
    value = await load(connection.db)
  }
  await connection.listen(CHANNEL, (payload) => {
    if (payload === topic || payload === '') refresh().catch(warn)
  })
  return {
    get now() {
      return value
    },
    refresh,
  }
}

/** Tells every process, when the transaction commits, that the topic's rows have changed. */
export async function changed(trx: Trx, topic: string): Promise<void> {
  await sql`SELECT pg_notify(${CHANNEL}, ${topic})`.execute(trx)
}

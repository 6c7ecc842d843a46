/** Opens the database: a Postgres server by its URL, or the embedded Postgres in a folder. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite, type PGliteOptions } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely'
import pg from 'pg'
import { listenOnServer } from './listen.ts'
import { lockFolder } from './lock.ts'
import { keepPrepared } from './prepared.ts'
import type { Database, Db } from './schema.ts'
import { breakSilentConnections } from './silence.ts'
import { parsers } from './types.ts'

export type Connection = {
  db: Db
  embedded: boolean
  /** Runs several statements given as one text, outside kysely: for migrations only. */
  script(sql: string): Promise<void>
  /** Calls back on every NOTIFY of the channel, and with '' when some may have been missed; see listen.ts. */
  listen(channel: string, heard: (payload: string) => void): Promise<void>
  /** A copy of the whole embedded database; undefined where a server keeps the data. */
  dump(): Promise<Blob | undefined>
  close(): Promise<void>
}

export type ConnectOptions = {
  /** postgres://… ; without it the embedded database in `folder` is used. */
  url?: string | undefined
  folder: string
  /** Most connections of the pool (server only). */
  poolSize?: number
  warn?: (error: Error) => void
}

export async function connect(options: ConnectOptions): Promise<Connection> {
  return options.url ? connectServer(options.url, options) : connectEmbedded(options)
}

/** pg's defaults would end the process on a restarted server and let a request wait for ever (both measured). */
const SERVER_LIMITS = {
  connectionTimeoutMillis: 2000,
  statement_timeout: 8000,
  idle_in_transaction_session_timeout: 15_000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
}

function connectServer(url: string, { poolSize = 10, warn = () => {} }: ConnectOptions): Connection {
  const types = { getTypeParser: (oid: number) => parsers[oid] ?? pg.types.getTypeParser(oid) }
  const pool = new pg.Pool({ connectionString: url, max: poolSize, types: types as never, ...SERVER_LIMITS })
  pool.on('error', warn)
  // The pool listens to idle connections only: one that breaks in the middle of a statement would end the process.
  pool.on('connect', (client) => client.on('error', warn))
  breakSilentConnections(pool, url)
  keepPrepared(pool)
  const listeners: { close(): Promise<void> }[] = []
  return {
    db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }),
    embedded: false,
    async script(sql) {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        await client.query(sql)
      } finally {
        await client.end()
      }
    },
    async listen(channel, heard) {
      listeners.push(await listenOnServer(url, channel, heard, warn))
    },
    dump: async () => undefined,
    async close() {
      await Promise.all(listeners.map((listener) => listener.close()))
      await pool.end()
    },
  }
}

async function connectEmbedded({ folder }: ConnectOptions): Promise<Connection> {
  await mkdir(folder, { recursive: true })
  const lock = await lockFolder(folder)
  try {
    const lite = await openEmbedded({ dataDir: join(folder, 'postgres') })
    return embeddedConnection(lite, lock.release)
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** The embedded database with our extensions and types; `options` name where it lives or what it loads. */
export async function openEmbedded(options: PGliteOptions): Promise<PGlite> {
  return PGlite.create({ extensions: { pg_trgm }, parsers, ...options })
}

export function embeddedConnection(lite: PGlite, released: () => Promise<void> = async () => {}): Connection {
  return {
    db: new Kysely<Database>({ dialect: new PGliteDialect({ pglite: lite }) }),
    embedded: true,
    async script(sql) {
      await lite.exec(sql)
    },
    async listen(channel, heard) {
      await lite.listen(channel, heard)
    },
    dump: () => lite.dumpDataDir('gzip'),
    async close() {
      if (!lite.closed) await lite.close()
      await released()
    },
  }
}

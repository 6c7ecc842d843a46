/** Every test file gets its own copy of a migrated database, made once a run. */
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { type Connection, connect, embeddedConnection, openEmbedded } from '../../src/db/connect.ts'

declare module 'vitest' {
  interface ProvidedContext {
    template: { kind: 'embedded'; dump: string } | { kind: 'server'; url: string; name: string }
  }
}

/**
 * A Postgres server for what only a server can show (time-outs, several processes), whichever database the suite runs
 * on. Tests that need it call `needsServer`, which skips them by name where there is none.
 */
export const serverUrl = process.env.TEST_DATABASE_URL ?? process.env.TEST_SERVER_URL

export const needsServer = {
  skip: serverUrl === undefined,
  name: (sentence: string) =>
    serverUrl ? sentence : `${sentence} (SKIPPED: set TEST_SERVER_URL to a Postgres server)`,
}

/** An empty database of its own on that server: its URL, and how to throw it away. */
export async function emptyServerDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  if (!serverUrl) throw new Error('needsServer was not asked')
  const name = `earshot_empty_${process.pid}_${copies++}`
  await onServer(serverUrl, `CREATE DATABASE ${name}`)
  return {
    url: withDatabase(serverUrl, name),
    drop: () => onServer(serverUrl as string, `DROP DATABASE ${name} WITH (FORCE)`),
  }
}

let copies = 0

/** A migrated, empty database of its own; `close` throws it away. */
export async function freshDatabase(): Promise<Connection> {
  const template = inject('template')
  if (template.kind === 'embedded') {
    const dump = new Blob([await readFile(template.dump)])
    return embeddedConnection(await openEmbedded({ loadDataDir: dump }))
  }
  const name = `${template.name}_${process.pid}_${copies++}`
  await onServer(template.url, `CREATE DATABASE ${name} TEMPLATE ${template.name}`)
  const connection = await connect({ url: withDatabase(template.url, name), folder: '', poolSize: 5 })
  return {
    ...connection,
    async close() {
      await connection.close()
      await onServer(template.url, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

export async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

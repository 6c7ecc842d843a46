/** Brings the schema up to date: plain SQL files of migrations/, forward only, each in one transaction. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Connection } from './connect.ts'

export const MIGRATIONS = join(import.meta.dirname, '../../migrations')

export class MigrationFailed extends Error {
  constructor(name: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(`Migration ${name} failed: ${reason}. Nothing of it was kept; the database is as it was before.`, { cause })
    this.name = 'MigrationFailed'
  }
}

/** Any number, but the same in every process: the advisory lock that lets one of them migrate and the others wait. */
const LOCK = 712_004_531

/**
 * Applies what is missing and returns the names applied, oldest first. Several processes may call it at once.
 * Refuses a database that knows migrations this program does not (a newer version wrote it).
 */
export async function migrate(connection: Connection, folder = MIGRATIONS): Promise<string[]> {
  // Under the lock too: two processes creating the same table at once collide even with IF NOT EXISTS.
  await connection.script(`BEGIN;
SELECT pg_advisory_xact_lock(${LOCK});
CREATE TABLE IF NOT EXISTS migrations
  (name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
COMMIT;`)
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const applied = await appliedNames(connection)
  const unknown = [...applied].find((name) => !files.includes(name))
  if (unknown) throw new Error(`The database was made by a newer Earshot: it knows the migration ${unknown}.`)
  const done: string[] = []
  for (const name of files) {
    if (applied.has(name)) continue
    if (await apply(connection, name, await readFile(join(folder, name), 'utf8'))) done.push(name)
  }
  return done
}

async function appliedNames({ db }: Connection): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM migrations`.execute(db)
  return new Set(rows.map((row) => row.name))
}

/** False when another process applied it while this one waited for the lock. */
async function apply(connection: Connection, name: string, text: string): Promise<boolean> {
  const sha256 = createHash('sha256').update(text).digest('hex')
  // One text sent at once is one transaction's worth on both drivers; the check inside it makes a race harmless.
  const guarded = `BEGIN;
SELECT pg_advisory_xact_lock(${LOCK});
SET LOCAL lock_timeout = '5s';
DO $earshot$ BEGIN
  IF EXISTS (SELECT 1 FROM migrations WHERE name = '${name}') THEN RAISE EXCEPTION 'already applied: ${name}'; END IF;
END $earshot$;
${text}
INSERT INTO migrations (name, sha256) VALUES ('${name}', '${sha256}');
COMMIT;`
  try {
    await connection.script(guarded)
    return true
  } catch (error) {
    if (connection.embedded) await connection.script('ROLLBACK')
    if (error instanceof Error && error.message.includes(`already applied: ${name}`)) return false
    throw new MigrationFailed(name, error)
  }
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Connection, connect } from '../../src/db/connect.ts'
import { MigrationFailed, migrate } from '../../src/db/migrate.ts'
import { emptyServerDatabase, freshDatabase, needsServer } from '../support/database.ts'

let connection: Connection
let folder: string

beforeAll(async () => {
  connection = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'earshot-migrations-'))
})
afterAll(async () => {
  await connection.close()
  await rm(folder, { recursive: true })
})

test('a migrated database needs nothing more', async () => {
  expect(await migrate(connection)).toEqual([])
})

test('a failed migration names itself and its reason, and leaves nothing behind', async () => {
  const { rows } = await sql<{ name: string }>`SELECT name FROM migrations ORDER BY name`.execute(connection.db)
  for (const { name } of rows) await writeFile(join(folder, name), '')
  await writeFile(join(folder, '20990101T0000-good.sql'), 'CREATE TABLE good (id int);')
  await writeFile(join(folder, '20990101T0001-bad.sql'), 'CREATE TABLE half (id int); SELECT * FROM nowhere;')
  const failed = await migrate(connection, folder).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(MigrationFailed)
  expect((failed as Error).message).toMatch(/20990101T0001-bad\.sql failed: .*nowhere/)
  const tables = await sql<{ good: string | null; half: string | null }>`
    SELECT to_regclass('good')::text AS good, to_regclass('half')::text AS half`.execute(connection.db)
  expect(tables.rows[0]).toEqual({ good: 'good', half: null })
})

test('a database of a newer version is not touched', async () => {
  await expect(migrate(connection, await mkdtemp(join(tmpdir(), 'earshot-none-')))).rejects.toThrow(/newer Earshot/)
})

test(needsServer.name('several processes starting at once apply each migration once'), {
  skip: needsServer.skip,
}, async () => {
  const database = await emptyServerDatabase()
  const processes = await Promise.all([1, 2, 3].map(() => connect({ url: database.url, folder: '' })))
  const applied = (await Promise.all(processes.map((process) => migrate(process)))).flat()
  expect(applied.length).toBeGreaterThan(0)
  expect(new Set(applied).size).toBe(applied.length)
  await Promise.all(processes.map((process) => process.close()))
  await database.drop()
})

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../src/db/connect.ts'
import { freshDatabase } from '../support/database.ts'

let connection: Connection

beforeAll(async () => {
  connection = await freshDatabase()
})
afterAll(() => connection.close())

test('both databases give the same JavaScript types', async () => {
  const { rows } = await sql<Record<string, unknown>>`
    SELECT 9007199254740991::int8 AS int8, 7::int4 AS int4, 1.5::float8 AS float8, 12.34::numeric AS numeric, '2026-11-22'::date AS date,
      '2026-11-22T10:00:00.123Z'::timestamptz AS timestamptz, '\\xdeadbeef'::bytea AS bytea, '{"a":[1]}'::jsonb AS jsonb,
      true AS bool, ARRAY['a','b"c']::text[] AS texts, ARRAY[1,2]::int4[] AS ints, NULL::text AS nothing,
      '5a0fa27c-3c9b-4d2b-8f6e-3f8f4c1f6a11'::uuid AS uuid`.execute(connection.db)
  expect(rows[0]).toEqual({
    int8: 9007199254740991,
    int4: 7,
    float8: 1.5,
    numeric: '12.34',
    date: '2026-11-22',
    timestamptz: new Date('2026-11-22T10:00:00.123Z'),
    bytea: Buffer.from('deadbeef', 'hex'),
    jsonb: { a: [1] },
    bool: true,
    texts: ['a', 'b"c'],
    ints: [1, 2],
    nothing: null,
    uuid: '5a0fa27c-3c9b-4d2b-8f6e-3f8f4c1f6a11',
  })
})

test('a number too large for JavaScript is an error, not a wrong number', async () => {
  await expect(sql`SELECT 9007199254740993::int8 AS n`.execute(connection.db)).rejects.toThrow(/too large/)
})

test('buffers and dates written come back as they were', async () => {
  const at = new Date('2026-01-02T03:04:05.678Z')
  const hash = Buffer.from([0, 1, 255, 92])
  const { rows } = await sql`SELECT ${hash}::bytea AS hash, ${at}::timestamptz AS at`.execute(connection.db)
  expect(rows[0]).toEqual({ hash, at })
})

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../src/db/connect.ts'
import { sweepBuckets, take, takeAll } from '../../src/web/buckets.ts'
import { freshDatabase } from '../support/database.ts'

let connection: Connection
beforeAll(async () => {
  connection = await freshDatabase()
})
afterAll(() => connection.close())

/** As if so many seconds had passed since the bucket was last asked. */
const later = (key: string, seconds: number) =>
  sql`UPDATE buckets SET updated_at = updated_at - make_interval(secs => ${seconds}) WHERE key = ${key}`.execute(
    connection.db,
  )

test('a bucket gives what it holds, then says how long to wait', async () => {
  const bucket = { key: 'test:holds', size: 3, seconds: 60 }
  for (let n = 0; n < 3; n++) expect((await take(connection.db, bucket)).allowed).toBe(true)
  const refused = await take(connection.db, bucket)
  expect(refused.allowed).toBe(false)
  expect(refused.waitSeconds).toBeGreaterThan(0)
  expect(refused.waitSeconds).toBeLessThanOrEqual(20)
})

test('it fills again evenly, and never above its brim', async () => {
  const bucket = { key: 'test:fills', size: 3, seconds: 60 }
  for (let n = 0; n < 4; n++) await take(connection.db, bucket)
  await later(bucket.key, 41)
  expect((await take(connection.db, bucket)).allowed).toBe(true)
  expect((await take(connection.db, bucket)).allowed).toBe(false)
  await later(bucket.key, 3600)
  const taken = []
  for (let n = 0; n < 4; n++) taken.push((await take(connection.db, bucket)).allowed)
  expect(taken).toEqual([true, true, true, false])
})

test('knocking at an empty bucket does not make the wait longer and longer', async () => {
  const bucket = { key: 'test:knocks', size: 1, seconds: 10 }
  await take(connection.db, bucket)
  for (let n = 0; n < 50; n++) await take(connection.db, bucket)
  expect((await take(connection.db, bucket)).waitSeconds).toBeLessThanOrEqual(10)
})

test('several buckets are asked at once, and each answers for itself', async () => {
  const wide = { key: 'test:wide', size: 10, seconds: 60 }
  const narrow = { key: 'test:narrow', size: 1, seconds: 60 }
  const first = await takeAll(connection.db, [wide, narrow])
  expect([first.get(wide.key)?.allowed, first.get(narrow.key)?.allowed]).toEqual([true, true])
  const second = await takeAll(connection.db, [narrow, wide])
  expect([second.get(wide.key)?.allowed, second.get(narrow.key)?.allowed]).toEqual([true, false])
  expect(await takeAll(connection.db, [])).toEqual(new Map())
})

test('many at once take no more than there is', async () => {
  const bucket = { key: 'test:rush', size: 5, seconds: 3600 }
  const taken = await Promise.all(Array.from({ length: 20 }, () => take(connection.db, bucket)))
  expect(taken.filter(({ allowed }) => allowed)).toHaveLength(5)
})

test('buckets nobody has asked for days are thrown away, the others kept', async () => {
  await take(connection.db, { key: 'test:old', size: 1, seconds: 60 })
  await take(connection.db, { key: 'test:new', size: 1, seconds: 60 })
  await later('test:old', 3 * 86_400)
  await sweepBuckets(connection.db)
  const rows = await connection.db
    .selectFrom('buckets')
    .select('key')
    .where('key', 'in', ['test:old', 'test:new'])
    .execute()
  expect(rows).toEqual([{ key: 'test:new' }])
})

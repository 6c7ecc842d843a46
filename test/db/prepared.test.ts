import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../src/db/connect.ts'
import { madeOnce, PREPARED } from '../../src/db/prepared.ts'
import { freshDatabase } from '../support/database.ts'

let connection: Connection
let tags: { id: number; name: string }[]
beforeAll(async () => {
  connection = await freshDatabase()
  tags = await connection.db
    .insertInto('tags')
    .values([{ name: 'one' }, { name: 'two' }])
    .returning(['id', 'name'])
    .execute()
})
afterAll(() => connection.close())

let made = 0
const tagOf = madeOnce((db, id) => {
  made += 1
  return db.selectFrom('tags').select('name').where('id', '=', id).where(sql<boolean>`${id} > 0`).modifyEnd(PREPARED)
})

test('a statement made once answers for every number it is asked for', async () => {
  for (const { id, name } of [...tags, ...tags]) expect(await tagOf(connection.db, id)).toEqual([{ name }])
  expect(await tagOf(connection.db, 999_999)).toEqual([])
  expect(made).toBe(1)
})

test('within a transaction it sees what the transaction has done', async () => {
  await connection.db.transaction().execute(async (trx) => {
    const { id } = await trx.insertInto('tags').values({ name: 'three' }).returning('id').executeTakeFirstOrThrow()
    expect(await tagOf(trx, id)).toEqual([{ name: 'three' }])
  })
})

test('a server keeps marked statements prepared, and no others', async () => {
  await connection.db.connection().execute(async (db) => {
    await db.selectFrom('tags').select('id').where('name', '=', 'one').execute()
    await tagOf(db, tags[0]?.id ?? 0)
    const { rows } = await sql<{ statement: string }>`SELECT statement FROM pg_prepared_statements`.execute(db)
    const kept = rows.filter(({ statement }) => statement.includes('"tags"')).map(({ statement }) => statement)
    expect(kept).toHaveLength(connection.embedded ? 0 : 1)
    if (!connection.embedded) expect(kept[0]).toContain('/* prepared */')
  })
})

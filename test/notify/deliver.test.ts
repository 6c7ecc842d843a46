import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../src/db/connect.ts'
import {
  deliverNext,
  NotDeliverable,
  type Parcel,
  startDelivery,
  sweepOutbox,
  waitSeconds,
} from '../../src/notify/deliver.ts'
import { put } from '../../src/notify/outbox.ts'
import { freshDatabase } from '../support/database.ts'

let connection: Connection
let sent: number[]
let fail: ((parcel: Parcel) => Error | undefined) | undefined
const warnings: object[] = []
const log = { info() {}, warn: (data: object) => void warnings.push(data) }
const carriers = {
  mail: async (parcel: Parcel) => {
    const error = fail?.(parcel)
    if (error) throw error
    sent.push(parcel.id)
  },
}
const running: { stop(): Promise<void> }[] = []

beforeAll(async () => {
  connection = await freshDatabase()
})
beforeEach(async () => {
  sent = []
  fail = undefined
  await connection.db.deleteFrom('outbox').execute()
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((delivery) => delivery.stop()))
})
afterAll(() => connection.close())

async function store(to = 'ann@example.com', thread = ''): Promise<number> {
  const message = {
    kind: 'fixed',
    name: 'ticket_replied',
    to,
    language: 'en',
    link: `/t/12-1-${'a'.repeat(22)}`,
  } as const
  await connection.db.transaction().execute((trx) => put(trx, { carrier: 'mail', thread, message }))
  const row = await connection.db.selectFrom('outbox').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
  return row.id
}
const row = (id: number) =>
  connection.db.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const makeDue = (id: number) =>
  connection.db
    .updateTable('outbox')
    .set({ run_at: new Date(0) })
    .where('id', '=', id)
    .execute()
const next = () => deliverNext(connection.db, carriers, log)

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await done()) return
    await new Promise((wait) => setTimeout(wait, 25))
  }
  throw new Error('it did not happen within five seconds')
}

test('a notice is sent once, and its words are gone from the table afterwards', async () => {
  const id = await store()
  expect(await next()).toBe(true)
  expect(await next()).toBe(false)
  expect(sent).toEqual([id])
  expect(await row(id)).toMatchObject({ message: {}, attempts: 1, locked_until: null, error: null })
  expect((await row(id)).sent_at).toBeInstanceOf(Date)
})

test('a failure is tried again later, and the notice is not lost', async () => {
  const id = await store()
  fail = () => new Error('the server is down')
  await next()
  const waiting = await row(id)
  expect(waiting).toMatchObject({ sent_at: null, failed_at: null, error: 'the server is down', attempts: 1 })
  expect(waiting.run_at.getTime()).toBeGreaterThan(Date.now() + 5000)
  expect(await next()).toBe(false)
  fail = undefined
  await makeDue(id)
  await next()
  expect(sent).toEqual([id])
})

test('a notice that no later attempt can send is kept as failed, with its reason', async () => {
  const id = await store()
  fail = () => new NotDeliverable('nobody lives there')
  await next()
  expect(await row(id)).toMatchObject({ sent_at: null, error: 'nobody lives there' })
  expect((await row(id)).failed_at).toBeInstanceOf(Date)
  expect(await next()).toBe(false)
})

test('after the hundredth attempt a notice is kept as failed', async () => {
  const id = await store()
  await connection.db.updateTable('outbox').set({ attempts: 99 }).execute()
  fail = () => new Error('still down')
  await next()
  expect((await row(id)).failed_at).toBeInstanceOf(Date)
})

test('waits grow to an hour, and differ', () => {
  expect([1, 2, 3, 4].map((attempt) => waitSeconds(attempt, 0.5))).toEqual([10, 20, 40, 80])
  expect(waitSeconds(100, 0.5)).toBe(3600)
  expect(waitSeconds(100, 0)).toBeLessThan(waitSeconds(100, 1))
})

test('two processes never take the same notice, and one that died gives it back after ten seconds', async () => {
  const id = await store()
  let takenTwice = true
  fail = () => undefined
  const slow = {
    mail: async (parcel: Parcel) => {
      takenTwice = await next()
      sent.push(parcel.id)
    },
  }
  await deliverNext(connection.db, slow, log)
  expect(takenTwice).toBe(false)

  const other = await store()
  await sql`UPDATE outbox SET attempts = 1, locked_until = now() + interval '10 seconds' WHERE id = ${other}`.execute(
    connection.db,
  )
  expect(await next()).toBe(false)
  await sql`UPDATE outbox SET locked_until = now() WHERE id = ${other}`.execute(connection.db)
  expect(await next()).toBe(true)
  expect(sent).toEqual([id, other])
})

test('notices of one thread reach a reader in their order, and a reader out of reach holds up nobody else', async () => {
  const first = await store('ann@example.com', 'ticket:12')
  const second = await store('ann@example.com', 'ticket:12')
  const other = await store('bob@example.com', 'ticket:12')
  fail = ({ id }) => (id === first ? new Error('not now') : undefined)
  while (await next());
  expect(sent).toEqual([other])
  fail = undefined
  await makeDue(first)
  while (await next());
  expect(sent).toEqual([other, first, second])
})

test('the loop wakes at a commit, sleeps without work, and stops when asked', async () => {
  let queries = 0
  const counting = connection.db.withPlugin({
    transformQuery: ({ node }) => {
      queries += 1
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const delivery = await startDelivery({ connection: { ...connection, db: counting }, carriers, log })
  running.push(delivery)
  await new Promise((wait) => setTimeout(wait, 200))
  const idle = queries
  await new Promise((wait) => setTimeout(wait, 600))
  expect(queries).toBe(idle)

  const id = await store()
  await until(() => sent.length === 1)
  expect(sent).toEqual([id])
  await delivery.stop()
  const late = await store()
  await new Promise((wait) => setTimeout(wait, 300))
  expect(sent).not.toContain(late)
})

test('a thread that waits for its first notice keeps the loop from spinning', async () => {
  const first = await store('ann@example.com', 'ticket:12')
  await store('ann@example.com', 'ticket:12')
  let attempts = 0
  fail = ({ id }) => {
    attempts += 1
    return id === first ? new Error('not now') : undefined
  }
  running.push(await startDelivery({ connection, carriers, log }))
  await new Promise((wait) => setTimeout(wait, 800))
  expect(attempts).toBe(1)
})

test('notices sent long ago are forgotten; those unsent stay', async () => {
  const old = await store()
  await next()
  await sql`UPDATE outbox SET sent_at = now() - interval '91 days'`.execute(connection.db)
  const waiting = await store()
  await sweepOutbox(connection.db)
  const left = await connection.db.selectFrom('outbox').select('id').execute()
  expect(left).toEqual([{ id: waiting }])
  expect(left).not.toContainEqual({ id: old })
})

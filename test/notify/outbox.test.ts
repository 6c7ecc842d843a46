import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../src/db/connect.ts'
import type { FixedMail, MailMessage } from '../../src/notify/messages.ts'
import { type Notice, put } from '../../src/notify/outbox.ts'
import { freshDatabase } from '../support/database.ts'

let connection: Connection

beforeAll(async () => {
  connection = await freshDatabase()
})
beforeEach(async () => {
  await connection.db.deleteFrom('outbox').execute()
  await connection.db.deleteFrom('buckets').execute()
})
afterAll(() => connection.close())

const SECRET_LINK = `/t/12-1-${'a'.repeat(22)}`
const received = (more: Partial<FixedMail> = {}): FixedMail => ({
  kind: 'fixed',
  name: 'ticket_received',
  to: 'ann@example.com',
  language: 'en',
  link: SECRET_LINK,
  numbers: { number: 12 },
  ...more,
})
const store = (message: MailMessage, notice: Partial<Notice> = {}) =>
  connection.db.transaction().execute((trx) => put(trx, { carrier: 'mail', message, ...notice }))
const count = async () => (await connection.db.selectFrom('outbox').select('id').execute()).length

test('a notice is stored with the act that causes it, and goes with it when the act fails', async () => {
  await store(received())
  expect(await count()).toBe(1)
  const failing = connection.db.transaction().execute(async (trx) => {
    await put(trx, { carrier: 'mail', message: received() })
    throw new Error('the act fails')
  })
  await expect(failing).rejects.toThrow('the act fails')
  expect(await count()).toBe(1)
})

test('the same notice put twice is one notice', async () => {
  expect(await store(received(), { dedupeKey: 'ticket:12:received' })).toBe(true)
  expect(await store(received(), { dedupeKey: 'ticket:12:received' })).toBe(false)
  expect(await count()).toBe(1)
})

test('an address gets at most three mails a day that strangers can cause', async () => {
  for (const name of ['ticket_received', 'ticket_link', 'ticket_received'] as const) {
    expect(await store(received({ name }))).toBe(true)
  }
  expect(await store(received({ to: 'ANN@example.com' }))).toBe(false)
  expect(await store(received({ to: 'bob@example.com' }))).toBe(true)
  expect(await store(received({ name: 'ticket_replied' }))).toBe(true)
})

test('no words can go to an address that nobody has proven', async () => {
  const wrong: unknown[] = [
    { ...received(), text: 'Buy now' },
    { ...received(), params: { title: 'Buy now' } },
    { ...received(), numbers: { number: 'Buy now' } },
    { ...received(), link: '/tickets/12-buy-now' },
    { ...received(), link: `${SECRET_LINK}?note=buy-now` },
    { ...received(), link: `https://evil.test${SECRET_LINK}` },
    { ...received(), name: 'staff_new_ticket' },
    { ...received(), name: 'toString' },
    { ...received(), kind: 'words' },
  ]
  for (const message of wrong) await expect(store(message as MailMessage)).rejects.toThrow()
  expect(await count()).toBe(0)
})

test('an address cannot carry a second recipient or a header of its own', async () => {
  const addresses = [
    'a@b.c,d@e.f',
    'a@b.c\nBcc: d@e.f',
    'a@b.c\r\nSubject: x',
    'Ann <a@b.c>',
    '<a@b.c>',
    'a@b.c d@e.f',
    '',
  ]
  for (const to of addresses) await expect(store(received({ to }))).rejects.toThrow()
  expect(await count()).toBe(0)
})

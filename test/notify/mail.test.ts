import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../src/db/connect.ts'
import { deliverNext } from '../../src/notify/deliver.ts'
import { type MailOptions, mailCarrier } from '../../src/notify/mail.ts'
import type { FixedMail, MailMessage } from '../../src/notify/messages.ts'
import { put } from '../../src/notify/outbox.ts'
import { freshDatabase } from '../support/database.ts'
import { openSmtpPeer, type SmtpPeer } from './smtp-peer.ts'

let connection: Connection
let peer: SmtpPeer
let folder: string
const warnings: object[] = []
const log = { info() {}, warn: (data: object) => void warnings.push(data) }

beforeAll(async () => {
  connection = await freshDatabase()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-mail-'))
  peer = await openSmtpPeer()
  await connection.db.deleteFrom('outbox').execute()
  await connection.db.deleteFrom('buckets').execute()
})
afterEach(async () => {
  await peer.stop()
  await rm(folder, { recursive: true })
})
afterAll(() => connection.close())

const options = (more: Partial<MailOptions> = {}): MailOptions => ({
  smtpUrl: peer.url,
  folder,
  from: 'help@fernhold.test',
  siteUrl: 'https://help.fernhold.test',
  site: () => ({ name: 'Fernhold', language: 'en' }),
  findMailbox: async () => undefined,
  mayRead: async () => true,
  ...more,
})
const received: FixedMail = {
  kind: 'fixed',
  name: 'ticket_received',
  to: 'ann@example.com',
  language: 'en',
  link: `/t/12-1-${'a'.repeat(22)}`,
  numbers: { number: 12 },
}
const newTicket: MailMessage = {
  kind: 'words',
  name: 'staff_new_ticket',
  toPersonId: 7,
  link: '/tickets/12-where-is-it',
  params: { number: 12, title: 'Where is\r\nBcc: eve@example.com it?' },
  text: 'Where is <script>alert(1)</script> it?\n\n.\n\nBye',
}

async function store(message: MailMessage): Promise<number> {
  await connection.db.transaction().execute((trx) => put(trx, { carrier: 'mail', thread: 'ticket:12', message }))
  const { id } = await connection.db.selectFrom('outbox').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
  return id
}
const deliver = (more: Partial<MailOptions> = {}) =>
  deliverNext(connection.db, { mail: mailCarrier(options(more)) }, log)
const row = (id: number) =>
  connection.db.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
/** Quoted-printable undone, so that words can be looked for. */
const plain = (data: string) =>
  Buffer.from(
    data.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

test('a mail server gets the mail, as plain text and HTML, with the link and our headers', async () => {
  const id = await store(received)
  await deliver()
  const [mail] = peer.taken
  expect(mail).toMatchObject({ to: 'ann@example.com' })
  const text = plain(mail?.data ?? '')
  expect(text).toContain('From: Fernhold <help@fernhold.test>')
  expect(text).toContain('Subject: We have it: ticket 12')
  expect(text).toMatch(new RegExp(`^Message-ID: <outbox-${id}\\.\\w+@help\\.fernhold\\.test>$`, 'm'))
  expect(text).toContain('References: <ticket.12@help.fernhold.test>')
  expect(text).toContain('Auto-Submitted: auto-generated')
  expect(text).toContain('Content-Type: text/plain')
  expect(text).toContain('Content-Type: text/html')
  expect(text).toContain(`https://help.fernhold.test${received.link}\n`)
  expect(text).toContain(`href="https://help.fernhold.test${received.link}"`)
})

test('a mail server out of reach loses nothing: the mail goes when it is back, under the same Message-ID', async () => {
  const id = await store(received)
  const port = Number(new URL(peer.url).port)
  await peer.stop()
  await deliver()
  expect(await row(id)).toMatchObject({ sent_at: null, failed_at: null, attempts: 1 })
  peer = await openSmtpPeer(port)
  peer.answerTo = () => '451 try later'
  await connection.db
    .updateTable('outbox')
    .set({ run_at: new Date(0) })
    .execute()
  await deliver()
  expect(await row(id)).toMatchObject({ sent_at: null, failed_at: null, attempts: 2 })
  peer.answerTo = () => '250 ok'
  await connection.db
    .updateTable('outbox')
    .set({ run_at: new Date(0) })
    .execute()
  await deliver()
  expect(peer.taken).toHaveLength(1)
  expect((await row(id)).sent_at).toBeInstanceOf(Date)
  const first = await row(id)
  expect(peer.taken[0]?.data).toContain(`<outbox-${id}.${first.created_at.getTime().toString(36)}@`)
})

test('an address the server will never take is not tried again', async () => {
  const id = await store(received)
  peer.answerTo = () => '550 no such person'
  await deliver()
  expect((await row(id)).failed_at).toBeInstanceOf(Date)
})

test('without a mail server mail is written to files', async () => {
  const id = await store(received)
  await deliver({ smtpUrl: undefined })
  const names = await readdir(folder)
  expect(names).toEqual([`${String(id).padStart(6, '0')}.eml`])
  expect(await readFile(join(folder, names[0] as string), 'utf8')).toContain('Subject: We have it: ticket 12')
})

test('words go to people with a proven address only', async () => {
  const refused = await store(newTicket)
  await deliver()
  expect(peer.taken).toEqual([])
  expect(await row(refused)).toMatchObject({ error: 'the person has no proven address' })

  await store(newTicket)
  await deliver({
    findMailbox: async (id) => (id === 7 ? { address: 'mira@fernhold.test', language: 'en' } : undefined),
  })
  expect(peer.taken.map(({ to }) => to)).toEqual(['mira@fernhold.test'])
})

test('nobody can put a header, a second recipient or markup into a mail', async () => {
  await store(newTicket)
  await deliver({ findMailbox: async () => ({ address: 'mira@fernhold.test', language: 'en' }) })
  const text = plain(peer.taken[0]?.data ?? '')
  expect(peer.taken).toHaveLength(1)
  expect(text).not.toMatch(/^Bcc:/m)
  expect(text).toContain('Subject: New ticket 12: Where is Bcc: eve@example.com it?')
  expect(text).toContain('&lt;script&gt;')
  expect(text.slice(text.indexOf('text/html'))).not.toContain('<script>')
  expect(text).toContain('> Bye')
})

test('what its reader may no longer read is not mailed', async () => {
  const about = { type: 'reply', id: 5, readerId: 7 } as const
  const id = await store({ ...received, about })
  const asked: unknown[] = []
  await deliver({
    mayRead: async (what) => {
      asked.push(what)
      return false
    },
  })
  expect(asked).toEqual([about])
  expect(peer.taken).toEqual([])
  expect((await row(id)).failed_at).toBeInstanceOf(Date)
})

test('a link that has run out is not mailed late', async () => {
  const id = await store({ ...received, notAfter: new Date(Date.now() - 1000).toISOString() })
  await deliver()
  expect(peer.taken).toEqual([])
  expect(await row(id)).toMatchObject({ error: 'it is out of date' })
})

test('a mail in Arabic runs from right to left, in the language of its reader', async () => {
  await store({ ...received, language: 'ar' })
  await deliver()
  const data = peer.taken[0]?.data ?? ''
  const parts = [...data.matchAll(/Content-Transfer-Encoding: base64\n\n([\s\S]*?)\n\n?--/g)].map(([, part]) =>
    Buffer.from(part ?? '', 'base64').toString('utf8'),
  )
  const all = plain(data) + parts.join('\n')
  expect(all).toContain('<html lang="ar" dir="rtl">')
  expect(all).toContain('شكرًا')
  expect(all).toContain('افتح طلبك')
})

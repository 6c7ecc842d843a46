/** Notices are stored with the act that causes them, in its transaction, and sent afterwards (deliver.ts). */
import { sql } from 'kysely'
import type { Trx } from '../db/schema.ts'
import { take } from '../web/buckets.ts'
import { hashToken } from '../web/secret.ts'
import { FIXED_MAILS, type MailMessage, readMail } from './messages.ts'

export type Notice = {
  carrier: 'mail'
  /** The same notice put twice is one notice, e.g. `ticket:123:received`. */
  dedupeKey?: string | undefined
  /** Notices of one thread reach each reader in their order, e.g. `ticket:123`. */
  thread?: string | undefined
  message: MailMessage
  /** Until then the act that causes it can be taken back, and this with it. */
  notBefore?: Date | undefined
}

/** Said at the commit, so that deliver.ts looks at once. */
export const OUTBOX_CHANNEL = 'earshot_outbox'

/**
 * Stores a notice. False when there is one with this key already, or when the address has had its fill for today; the
 * act itself goes on either way. Throws for a message that breaks the rules of messages.ts.
 */
export async function put(trx: Trx, { carrier, dedupeKey, thread = '', message, notBefore }: Notice): Promise<boolean> {
  const checked = readMail(message)
  if (!(await isWithinLimit(trx, checked))) return false
  const row = await trx
    .insertInto('outbox')
    .values({
      carrier,
      dedupe_key: dedupeKey,
      thread: threadOf(thread, checked),
      message: JSON.stringify(checked),
      run_at: notBefore,
    })
    .onConflict((conflict) => conflict.column('dedupe_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row) await sql`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`.execute(trx)
  return row !== undefined
}

/** One thread for each reader: an address that cannot be reached holds up nobody else. */
function threadOf(thread: string, message: MailMessage): string {
  if (thread === '') return ''
  return `${thread} ${message.kind === 'fixed' ? hashToken(message.to.toLowerCase()).toString('base64url') : message.toPersonId}`
}

async function isWithinLimit(trx: Trx, message: MailMessage): Promise<boolean> {
  if (message.kind !== 'fixed') return true
  const { limit } = FIXED_MAILS[message.name]
  if (!limit) return true
  const address = hashToken(message.to.toLowerCase()).toString('base64url')
  const { allowed } = await take(trx, { key: `mail:${limit.group}:${address}`, size: limit.perDay, seconds: 86_400 })
  return allowed
}

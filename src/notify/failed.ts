/** Notices that were given up, for whoever can do something about it: to whom and what, never the words they carry. */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Trx } from '../db/schema.ts'
import { OUTBOX_CHANNEL } from './outbox.ts'

/** Read loosely: a message of a kind we know no more is a reason why it failed. */
const Told = z.object({
  name: z.string(),
  /** An address nobody has proven, or the number of a person whose address is looked up. */
  to: z.string().optional(),
  toPersonId: z.number().optional(),
  numbers: z.record(z.string(), z.number()).optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})

export type FailedNotice = {
  id: number
  failedAt: Date
  attempts: number
  /** As the carrier or the mail server said it. */
  reason: string
  name: string | undefined
  to: string | undefined
  toPersonId: number | undefined
  /** The numbers in it, such as that of its ticket. */
  numbers: Record<string, number>
}

/** The newest first. */
export async function listFailed(db: Db, most: number): Promise<FailedNotice[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['id', 'failed_at', 'attempts', 'error', 'message'])
    .where('failed_at', 'is not', null)
    .orderBy('failed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
  return rows.map(({ id, failed_at, attempts, error, message }) => {
    const told = Told.safeParse(message).data
    const all = Object.entries({ ...told?.params, ...told?.numbers })
    const words = all.flatMap(([, value]) => (typeof value === 'string' && value !== '' ? [value] : []))
    return {
      id,
      failedAt: failed_at as Date,
      attempts,
      // A mail server that refuses a letter may quote it.
      reason: words.reduce((text, word) => text.replaceAll(word, '…'), error ?? ''),
      name: told?.name,
      to: told?.to,
      toPersonId: told?.toPersonId,
      numbers: Object.fromEntries(all.flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : []))),
    }
  })
}

export async function countFailed(db: Db): Promise<number> {
  const { n } = await db
    .selectFrom('outbox')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('failed_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return n
}

/** Tried at least once, and to be tried again. */
export async function countDelayed(db: Db): Promise<number> {
  const { n } = await db
    .selectFrom('outbox')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('error', 'is not', null)
    .executeTakeFirstOrThrow()
  return n
}

/** Puts one, or all that failed, back into the queue with all of their attempts before them. Answers how many. */
export async function sendAgain(trx: Trx, id?: number): Promise<number> {
  const rows = await trx
    .updateTable('outbox')
    .set({ failed_at: null, error: null, attempts: 0, locked_until: null, run_at: new Date() })
    .where('failed_at', 'is not', null)
    .$if(id !== undefined, (update) => update.where('id', '=', id as number))
    .returning('id')
    .execute()
  if (rows.length > 0) await sql`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`.execute(trx)
  return rows.length
}

/** False when it is not there, or did not fail. */
export async function drop(trx: Trx, id: number): Promise<boolean> {
  const row = await trx
    .deleteFrom('outbox')
    .where('id', '=', id)
    .where('failed_at', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

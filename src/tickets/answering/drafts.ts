/** Replies that were begun: kept as they are typed, one for each colleague and ticket, until they are sent or dropped. */
import { sql } from 'kysely'
import { PREPARED } from '../../db/prepared.ts'
import type { Db, Trx } from '../../db/schema.ts'
import type { Typed } from '../../web/forms.ts'
import { repeatsSince } from '../repeats.ts'
import { textHash } from '../writing.ts'

export type KeptDraft = { fields: Typed; version: number; updated_at: Date }

/** Everything of the form that is somebody's choice; files cannot be kept, and what was seen is seen anew. */
const KEPT = new Set(['mode', 'text', 'addressee', 'status', 'other_status', 'reason', 'official'])

export function draftFields(typed: Typed): Typed {
  return Object.fromEntries(Object.entries(typed).filter(([name]) => KEPT.has(name) || /^article-\d{1,10}$/.test(name)))
}

export async function findDraft(db: Db, staffId: number, ticketId: number): Promise<KeptDraft | undefined> {
  return db
    .selectFrom('drafts')
    .select(['fields', 'version', 'updated_at'])
    .where('staff_id', '=', staffId)
    .where('ticket_id', '=', ticketId)
    .modifyEnd(PREPARED)
    .executeTakeFirst()
}

/**
 * `known` is the version that the page has, 0 for none. undefined: another page has saved, sent or dropped it since, and
 * nothing is written over. Empty words are no draft: it goes.
 */
export async function keepDraft(
  trx: Trx,
  { staffId, personId, ticketId, known }: { staffId: number; personId: number; ticketId: number; known: number },
  fields: Typed,
): Promise<{ version: number } | undefined> {
  const text = fields.text ?? ''
  if (text.trim() === '') {
    await dropDraft(trx, staffId, ticketId, known)
    return { version: 0 }
  }
  const values = { fields: JSON.stringify(fields), updated_at: new Date() }
  if (known === 0) {
    if (await wasSent(trx, ticketId, personId, text)) return undefined
    return trx
      .insertInto('drafts')
      .values({ staff_id: staffId, ticket_id: ticketId, ...values })
      .onConflict((conflict) => conflict.columns(['staff_id', 'ticket_id']).doNothing())
      .returning('version')
      .executeTakeFirst()
  }
  return trx
    .updateTable('drafts')
    .set({ ...values, version: sql<number>`version + 1` })
    .where('staff_id', '=', staffId)
    .where('ticket_id', '=', ticketId)
    .where('version', '=', known)
    .returning('version')
    .executeTakeFirst()
}

/** A save that was on its way while its words were sent must not bring them back. */
async function wasSent(trx: Trx, ticketId: number, personId: number, text: string): Promise<boolean> {
  const sent = await trx
    .selectFrom('replies')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('person_id', '=', personId)
    .where('text_hash', '=', textHash(text.trim()))
    .where('created_at', '>', repeatsSince())
    .executeTakeFirst()
  return sent !== undefined
}

/** `known`: only that version, undefined whatever it is by now. */
export async function dropDraft(trx: Trx, staffId: number, ticketId: number, known?: number): Promise<void> {
  let query = trx.deleteFrom('drafts').where('staff_id', '=', staffId).where('ticket_id', '=', ticketId)
  if (known !== undefined) query = query.where('version', '=', known)
  await query.execute()
}

const KEPT_DAYS = 90

export async function forgetDrafts(db: Db): Promise<void> {
  await db
    .deleteFrom('drafts')
    .where(sql<boolean>`updated_at < now() - make_interval(days => ${sql.lit(KEPT_DAYS)})`)
    .execute()
}

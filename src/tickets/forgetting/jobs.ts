/** What is forgotten after its time: where posts came from, and the texts of what was removed. */
import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'
import type { Settings } from '../../settings/rules.ts'

const UNDO_DAYS = 30

/** The keyed hash of a poster's network serves against floods for some weeks only. */
export async function forgetSenders(db: Db, { senderDays }: Pick<Settings, 'senderDays'>): Promise<void> {
  for (const table of ['tickets', 'replies'] as const) {
    await db
      .updateTable(table)
      .set({ sender_hash: null })
      .where('sender_hash', 'is not', null)
      .where(sql<boolean>`created_at < now() - make_interval(days => ${senderDays}::int)`)
      .execute()
  }
}

/** Who was slowed down, and from where, is nobody's business once it is over. */
export async function forgetRestraints(db: Db): Promise<void> {
  await db.deleteFrom('restraints').where(sql<boolean>`until < now()`).execute()
}

/**
 * Empties tickets removed long ago: texts, replies, versions, events, files and names go. The bare row stays, because an
 * address that was public once goes on answering 410. Returns how many were emptied.
 */
export async function forgetRemoved(db: Db, { removedDays }: Pick<Settings, 'removedDays'>): Promise<number> {
  if (removedDays === 0) return 0
  const longAgo = sql`now() - make_interval(days => ${removedDays}::int)`
  return db.transaction().execute(async (trx) => {
    const emptied = await trx
      .updateTable('tickets')
      .set({
        title: '',
        slug: '',
        source: '',
        html: '',
        excerpt: '',
        requester_name: '',
        author_name: '',
        channel_url: null,
        text_hash: null,
        sender_hash: null,
        form_id: null,
        spam_signals: [],
        search: '',
        official_reply_id: null,
        solved_by_reply_id: null,
      })
      // What became part of a removed ticket holds a text of it, and goes with it.
      .where(
        sql<boolean>`(removed_at < ${longAgo} OR merged_into IN (SELECT id FROM tickets WHERE removed_at < ${longAgo}))`,
      )
      .where(sql<boolean>`(title <> '' OR source <> '')`)
      .returning('id')
      .execute()
    const ids = emptied.map(({ id }) => id)
    if (ids.length === 0) return 0
    for (const table of [
      'attachments',
      'drafts',
      'mentions',
      'replies',
      'text_versions',
      'redactions',
      'events',
      'incidents',
      'originals',
      'links',
    ] as const) {
      await trx.deleteFrom(table).where('ticket_id', 'in', ids).execute()
    }
    await trx.deleteFrom('undos').where(sql<boolean>`ticket_ids && ${ids}::int[]`).execute()
    return ids.length
  })
}

/** What acts had changed is kept for as long as somebody may want one back. */
export async function forgetUndos(db: Db): Promise<void> {
  await db
    .deleteFrom('undos')
    .where('created_at', '<', sql<Date>`now() - make_interval(days => ${sql.lit(UNDO_DAYS)})`)
    .execute()
}

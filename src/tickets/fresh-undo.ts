/** What a colleague has just done and can take back with one click, on pages other than the ticket's own. */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'
import type { Translate } from '../i18n/languages.ts'
import { undoUrl } from './urls.ts'

/** An old bookmark of an address must not offer to undo what was settled long ago. */
const FRESH_MINUTES = 10

export type FreshUndo = { id: number; type: string }

/** The newest act of theirs on the ticket, if it was one of that type. */
export async function findFreshUndo(
  db: Db,
  staffId: number,
  ticketId: number,
  type: string,
): Promise<FreshUndo | undefined> {
  const undo = await db
    .selectFrom('undos')
    .select(['id', 'type'])
    .where('staff_id', '=', staffId)
    .where(sql<boolean>`ticket_ids @> ARRAY[${ticketId}::int]`)
    .where('undone_at', 'is', null)
    .where('created_at', '>', sql<Date>`now() - make_interval(mins => ${sql.lit(FRESH_MINUTES)})`)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return undo?.type === type ? undo : undefined
}

/** Where taking back leads to, other than the ticket on the desk; see tickets/undoing. */
export type UndoBack = 'incident' | 'ideas'

/** For views/frame/_notice. */
export function undoNotice(
  undo: FreshUndo,
  text: string,
  { ticketId, back }: { ticketId: number; back: UndoBack },
  t: Translate,
) {
  const fields = [
    { name: 'ticket', value: String(ticketId) },
    { name: 'back', value: back },
  ]
  return { kind: 'undo', text, act: { action: undoUrl(undo.id), label: t('desk.undo'), fields } }
}

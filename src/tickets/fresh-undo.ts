/** What a colleague has just done and can take back with one click, on the ticket's page and elsewhere. */
import { sql } from 'kysely'
import { PREPARED } from '../db/prepared.ts'
import type { Db } from '../db/schema.ts'
import type { Translate } from '../i18n/languages.ts'
import { undoUrl } from './urls.ts'

/** An old bookmark of an address must not offer to undo what was settled long ago. */
const FRESH_MINUTES = 10

export type FreshUndo = { id: number; type: string }

/** The newest act of this colleague on the ticket that can be taken back. */
export async function findNewestUndo(db: Db, staffId: number, ticketId: number): Promise<FreshUndo | undefined> {
  return db
    .selectFrom('undos')
    .select(['id', 'type'])
    .where('staff_id', '=', staffId)
    .where(sql<boolean>`ticket_ids @> ARRAY[${ticketId}::int]`)
    .where('undone_at', 'is', null)
    .where('created_at', '>', sql<Date>`now() - make_interval(mins => ${sql.lit(FRESH_MINUTES)})`)
    .orderBy('id', 'desc')
    .limit(1)
    .modifyEnd(PREPARED)
    .executeTakeFirst()
}

/** The same, if it was one of that type. */
export async function findFreshUndo(
  db: Db,
  staffId: number,
  ticketId: number,
  type: string,
): Promise<FreshUndo | undefined> {
  const undo = await findNewestUndo(db, staffId, ticketId)
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

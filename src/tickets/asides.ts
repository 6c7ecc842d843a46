/**
 * What readers see beside the messages: the reasons of status changes, and the headline of an incident. They become
 * public with their ticket, and what looks private in them is hidden with the rest.
 */
import { sql } from 'kysely'
import type { Db, Trx } from '../db/schema.ts'
import { type Hidden, type HiddenKind, hideIn } from '../text/private-data/hide.ts'

/** Lines of the history that hold such words, and where in their data. */
const WORDED = { status_changed: 'reason', incident_declared: 'headline' } as const

type Word = (kind: HiddenKind) => string

export type Reason = { id: number; at: Date; text: string }
export type Asides = { reasons: Reason[]; headline: string }

export async function readAsides(db: Db, ticketId: number): Promise<Asides> {
  const lines = await listWorded(db, ticketId)
  return {
    reasons: lines
      .filter(({ type }) => type === 'status_changed')
      .map(({ id, created_at, text }) => ({ id, at: created_at, text })),
    headline: (await findHeadline(db, ticketId)) ?? '',
  }
}

export const asideTexts = ({ reasons, headline }: Asides) => [...reasons.map(({ text }) => text), headline]

/** As a reader will see it: a plain line with marks. */
export const hideInAside = (text: string, hidden: readonly Hidden[], word: Word) => hideIn(text, hidden, word, 'line')

/** What stood there before, for the event that tells the team of it. `event_id`: the line of the history it belongs to. */
export type KeptAside = { event_id: number | null; text: string }

export const keptIn = ({ asides }: Record<string, unknown>): KeptAside[] =>
  Array.isArray(asides) ? (asides as KeptAside[]) : []

/** On a locked ticket, inside `undoable`. Answers with what stood there. */
export async function redactAsides(
  trx: Trx,
  ticketId: number,
  hidden: readonly Hidden[],
  word: Word,
): Promise<KeptAside[]> {
  const kept: KeptAside[] = []
  const lines = await listWorded(trx, ticketId)
  for (const { id, type, data, text } of lines) {
    const shown = hideInAside(text, hidden, word)
    if (shown === text) continue
    const field = WORDED[type as keyof typeof WORDED]
    await trx
      .updateTable('events')
      .set({ data: JSON.stringify({ ...data, [field]: shown }) })
      .where('id', '=', id)
      .execute()
    kept.push({ event_id: id, text })
  }
  const headline = (await findHeadline(trx, ticketId)) ?? ''
  const shown = hideInAside(headline, hidden, word)
  if (shown === headline) return kept
  await trx.updateTable('incidents').set({ headline: shown }).where('ticket_id', '=', ticketId).execute()
  const declared = lines.findLast(({ type }) => type === 'incident_declared')?.id ?? null
  // As it was declared it is kept already.
  if (kept.some(({ event_id, text }) => event_id === declared && text === headline)) return kept
  return [...kept, { event_id: declared, text: headline }]
}

async function listWorded(db: Db, ticketId: number) {
  const text = sql<string>`coalesce(data->>'reason', data->>'headline', '')`
  return db
    .selectFrom('events')
    .select(['id', 'type', 'data', 'created_at'])
    .select(text.as('text'))
    .where('ticket_id', '=', ticketId)
    .where('is_public', '=', true)
    .where('type', 'in', Object.keys(WORDED))
    .where(text, '!=', '')
    .orderBy('id')
    .execute()
}

async function findHeadline(db: Db, ticketId: number): Promise<string | undefined> {
  const row = await db.selectFrom('incidents').select('headline').where('ticket_id', '=', ticketId).executeTakeFirst()
  return row?.headline
}

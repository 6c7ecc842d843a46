/**
 * The clocks of a ticket, in the site's opening hours: when the first reply is due, how long it took, how long until
 * done. They stand still while the ticket waits for somebody else or is done. Strangers see none of it, so that
 * reckoning anew changes no page of theirs.
 */
import { sql } from 'kysely'
import type { Kind, Phase, Trx } from '../db/schema.ts'
import { loadSettings } from '../settings/queries.ts'
import type { Settings } from '../settings/rules.ts'
import { targetMinutes } from '../settings/targets.ts'
import { afterOpen, type Clock, clockOf, openBetween } from '../text/business-time.ts'

/** The phase of a ticket from a moment on; `before` is that until then, null where its status is gone. */
export type PhaseChange = { at: Date; before: Phase | null; after: Phase | null }

export type Clocked = {
  kind: Kind
  category_id: number | null
  priority: number
  phase: Phase
  by_staff: boolean
  question_missing: boolean
  created_at: Date
  waiting_since: Date | null
  first_reply_at: Date | null
  done_at: Date | null
  changes: readonly PhaseChange[]
}

export type Clocks = {
  first_reply_due_at: Date | null
  first_reply_business_s: number | null
  done_business_s: number | null
}

/** Pure: from the ticket and the changes of its phase, in their order. */
export function clocksOf(ticket: Clocked, clock: Clock, targets: Settings['targets']): Clocks {
  const { first_reply_at, done_at, question_missing } = ticket
  // Its beginning is not known: whatever was reckoned from there would be invented.
  if (question_missing) return { first_reply_due_at: null, first_reply_business_s: null, done_business_s: null }
  const took = (end: Date | null) =>
    end &&
    Math.round(runningSpans(ticket, end).reduce((sum, [from, to]) => sum + openBetween(clock, from, to), 0) / 1000)
  const isOwed = first_reply_at === null && ticket.phase === 'open' && ticket.waiting_since !== null && !ticket.by_staff
  return {
    first_reply_due_at: isOwed ? dueAt(ticket, clock, targetMinutes(targets, ticket) * 60_000) : null,
    first_reply_business_s: took(first_reply_at),
    done_business_s: took(done_at),
  }
}

function dueAt(ticket: Clocked, clock: Clock, target: number): Date {
  const spans = runningSpans(ticket, null)
  let left = target
  for (const [from, to] of spans.slice(0, -1)) {
    const ran = openBetween(clock, from, to)
    if (ran >= left) return afterOpen(clock, from, left)
    left -= ran
  }
  return afterOpen(clock, spans.at(-1)?.[0] ?? ticket.created_at, left)
}

/** When it was staff's turn, until `end`; without an end the last span is the one that still runs. */
function runningSpans({ created_at, changes }: Clocked, end: Date | null): [from: Date, to: Date][] {
  const until = end ?? new Date(8.64e15)
  const isOpen = (one: Phase | null) => one === null || one === 'open'
  const spans: [Date, Date][] = []
  // Imported as it ended, without a history: it counts as open until then.
  let since = changes[0] === undefined || isOpen(changes[0].before) ? created_at : null
  for (const { at, after } of changes) {
    if (at >= until) break
    if (since && !isOpen(after)) {
      spans.push([since, at])
      since = null
    } else if (!since && isOpen(after)) since = at
  }
  if (since) spans.push([since, until])
  return spans
}

type Found = Omit<Clocked, 'changes'> & {
  id: number
  changes: [ms: number, before: Phase | null, after: Phase | null][]
  was: Clocks
}

/**
 * Sets the clocks of these tickets anew, from their rows and the settings as they stand. To be called in the transaction
 * of every act that may start or stop them: status, replies, kind, category, priority. A new due moment is warned of anew.
 */
export async function setClocks(trx: Trx, ...ticketIds: number[]): Promise<void> {
  if (ticketIds.length === 0) return
  const { hours, timeZone, targets } = await loadSettings(trx)
  const clock = clockOf(hours, timeZone)
  const changed = (await readClocked(trx, ticketIds)).flatMap(({ id, was, ...ticket }) => {
    const changes = ticket.changes.map(([ms, before, after]) => ({ at: new Date(ms), before, after }))
    const now = clocksOf({ ...ticket, changes }, clock, targets)
    const isSame =
      now.first_reply_due_at?.getTime() === was.first_reply_due_at?.getTime() &&
      now.first_reply_business_s === was.first_reply_business_s &&
      now.done_business_s === was.done_business_s
    return isSame ? [] : [{ id, ...now }]
  })
  if (changed.length > 0) await store(trx, changed)
}

/** One statement, since a change of hours may concern all there are. */
async function store(trx: Trx, rows: readonly (Clocks & { id: number })[]): Promise<void> {
  await sql`
    UPDATE tickets SET first_reply_due_at = made.due, first_reply_business_s = made.first_s, done_business_s = made.done_s,
      due_warned_at = CASE WHEN made.due IS NOT DISTINCT FROM first_reply_due_at THEN due_warned_at END
    FROM unnest(
      ${rows.map(({ id }) => id)}::int[],
      ${rows.map(({ first_reply_due_at }) => first_reply_due_at?.toISOString() ?? null)}::timestamptz[],
      ${rows.map(({ first_reply_business_s }) => first_reply_business_s)}::int[],
      ${rows.map(({ done_business_s }) => done_business_s)}::int[]
    ) AS made (id, due, first_s, done_s)
    WHERE tickets.id = made.id`.execute(trx)
}

/** Locked in the order of their numbers, as every act locks them. */
async function readClocked(trx: Trx, ticketIds: readonly number[]): Promise<Found[]> {
  // Where the kind has changed, `from` and `to` are kinds, and the statuses stand beside them.
  const status = (which: 'from' | 'to') =>
    sql`statuses.id = coalesce(data->>${sql.lit(`status_${which}`)}, data->>${sql.lit(which)})::int`
  const changes = sql<Found['changes']>`(
    SELECT coalesce(jsonb_agg(jsonb_build_array(
      floor(extract(epoch FROM created_at) * 1000),
      (SELECT phase FROM statuses WHERE ${status('from')}),
      (SELECT phase FROM statuses WHERE ${status('to')})
    ) ORDER BY created_at, id), '[]')
    FROM events WHERE ticket_id = tickets.id AND type IN ('status_changed', 'kind_changed'))`
  const rows = await trx
    .selectFrom('tickets')
    .select([
      'id',
      'kind',
      'category_id',
      'priority',
      'phase',
      'by_staff',
      'question_missing',
      'created_at',
      'waiting_since',
      'first_reply_at',
      'done_at',
      'first_reply_due_at',
      'first_reply_business_s',
      'done_business_s',
      changes.as('changes'),
    ])
    .where('id', 'in', ticketIds)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(({ first_reply_due_at, first_reply_business_s, done_business_s, ...row }) => ({
    ...row,
    was: { first_reply_due_at, first_reply_business_s, done_business_s },
  }))
}

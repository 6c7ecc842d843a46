/**
 * Acts that can be taken back to the row. `undoable` notes what the act changes in the rows of its tickets; `takeBack`
 * puts exactly these rows back, and refuses where somebody has changed the same since.
 */
import { sql } from 'kysely'
import type { RowChange, Trx } from '../db/schema.ts'
import { Refused } from '../web/errors.ts'
import { refreshTicket } from './commands.ts'
import { type Actor, type EventType, record } from './events.ts'
import { compare, idOf, type Row, type Snapshot, same, snapshot, TABLES } from './snapshots.ts'

/** Counted from other rows: where they have moved on since, they are counted anew instead of put back. */
const DERIVED = new Set([
  'vote_count',
  'reply_count',
  'first_reply_at',
  'first_public_reply_at',
  'first_reply_due_at',
  'first_reply_business_s',
  'done_business_s',
  'due_warned_at',
  'waiting_since',
  'activity_at',
  'changed_at',
  'search',
])

/** What staff alone see: changing it back is no change of the page. */
const UNSEEN = new Set([
  'assignee_id',
  'priority',
  'snoozed_at',
  'snoozed_until',
  'first_reply_due_at',
  'first_reply_business_s',
  'done_business_s',
  'due_warned_at',
  'requester_id',
  'person_id',
  'addressee_id',
])
const UNSEEN_TABLES = new Set(['people', 'restraints', 'person_notes', 'ticket_people'])

/** `made`: tickets that the act has made, whose rows belong to it too. */
export type Done<T> = { result: T; made?: readonly number[] }

export type Undoable = {
  staffId: number
  type: EventType
  ticketIds: readonly number[]
  /** People whom the act changes themselves. */
  personIds?: readonly number[]
}

/**
 * Runs the act on locked tickets and keeps what it changed. `type` is that of the event it leaves. Returns the number
 * of the undo, or null when nothing has changed.
 */
export async function undoable<T>(
  trx: Trx,
  { staffId, type, ticketIds, personIds = [] }: Undoable,
  act: () => Promise<Done<T>>,
): Promise<{ result: T; undoId: number | null }> {
  await lockAll(trx, ticketIds)
  const before = await snapshot(trx, ticketIds, personIds)
  const { result, made = [] } = await act()
  const all = [...ticketIds, ...made]
  const changes = compare(before, await snapshot(trx, all, personIds))
  if (changes.length === 0) return { result, undoId: null }
  const { id } = await trx
    .insertInto('undos')
    .values({ staff_id: staffId, type, ticket_ids: all, changes: JSON.stringify(changes) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { result, undoId: id }
}

export type TakenBack = { ticketIds: number[]; seen: number[] }

/**
 * Puts back what the act changed, and leaves an `undone` event on each of its tickets. A ticket that the act had made
 * leads to the act's first one from then on: its address may have been seen. Throws Refused when it was taken back
 * already, is too old to be known, or when the same was changed since. `seen`: tickets whose readers see a difference.
 */
export async function takeBack(trx: Trx, undoId: number, staffId: number, actor: Actor): Promise<TakenBack> {
  const undo = await trx.selectFrom('undos').selectAll().where('id', '=', undoId).forUpdate().executeTakeFirst()
  if (!undo) throw new Refused('undoing.too_late', {}, 409)
  if (undo.undone_at) throw new Refused('undoing.done_already', {}, 409)
  const ticketIds = undo.ticket_ids
  await lockAll(trx, ticketIds)
  const changes: RowChange[] = undo.changes
  const personIds = changes.filter(({ table }) => table === 'people').map(({ key }) => Number(key.id))
  const now = await snapshot(trx, ticketIds, personIds)
  for (const change of changes) refuseIfChangedSince(change, now)
  for (const change of changes) refuseIfHiddenSince(change, now)
  refuseIfWrittenOnMade(changes, now)
  const order = Object.keys(TABLES)
  const inOrder = changes.toSorted((a, b) => order.indexOf(a.table) - order.indexOf(b.table))
  // Made rows go last: what the act had moved onto them (files on a reply it made) would be deleted with them.
  for (const change of inOrder) if (change.after === null) await insertRow(trx, change)
  for (const change of inOrder) if (change.before && change.after) await updateRow(trx, change, now)
  for (const change of inOrder.toReversed()) if (change.before === null) await removeRow(trx, change, ticketIds[0])
  const at = new Date()
  const seen = ticketIds.filter((id) => changes.some((change) => isSeen(change, id)))
  for (const id of ticketIds) {
    if (changes.some((change) => isMovedOn(change, id, now))) await refreshTicket(trx, id)
    if (seen.includes(id)) await trx.updateTable('tickets').set({ changed_at: at }).where('id', '=', id).execute()
    // Readers see the history too: a status that went must be seen to come back.
    const status = changes.find(({ table, key, after }) => table === 'tickets' && key.id === id && after?.status_id)
    if (status?.before) {
      const data = { from: status.after?.status_id, to: status.before.status_id, reason: '' }
      await record(trx, id, 'status_changed', actor, data, at)
    }
    await record(trx, id, 'undone', actor, { act: undo.type, undo_id: undo.id }, at)
  }
  await trx.updateTable('undos').set({ undone_at: at, undone_by: staffId }).where('id', '=', undoId).execute()
  return { ticketIds, seen }
}

/** In the order of their numbers, so that two acts on the same tickets wait for each other instead of both for ever. */
export async function lockAll(trx: Trx, ticketIds: readonly number[]): Promise<void> {
  if (ticketIds.length === 0) return
  await trx
    .selectFrom('tickets')
    .select('id')
    .where('id', 'in', [...ticketIds])
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** A row that was made and has been deleted since is as it was; so is one that was deleted and made again. */
function refuseIfChangedSince({ table, key, before, after }: RowChange, now: Snapshot): void {
  const row = now.get(idOf(table, key))?.row
  if (before === null || after === null) return
  const moved = Object.keys(after).some((column) => !DERIVED.has(column) && !same(row?.[column], after[column]))
  if (!row || moved) throw new Refused('undoing.changed_since', {}, 409)
}

/** What decides who reads what of a text. */
const READ_BY = ['source', 'removed_at', 'audience', 'visibility', 'review_state', 'is_shadowed', 'merged_into']

/**
 * A text that the act moved to a row it made leaves with that row, and stands again where it was: whoever has hidden
 * something in it meanwhile, or taken it from the public, must not see all of it come back.
 */
function refuseIfHiddenSince({ table, key, before, after }: RowChange, now: Snapshot): void {
  if (before !== null || after === null || (table !== 'tickets' && table !== 'replies')) return
  const row = now.get(idOf(table, key))?.row
  const isOther = READ_BY.some((column) => column in after && !same(row?.[column], after[column]))
  if (row && isOther) throw new Refused('undoing.changed_since', {}, 409)
}

/** A ticket that the act made goes with its undo; what somebody has written on it meanwhile would go too. */
function refuseIfWrittenOnMade(changes: readonly RowChange[], now: Snapshot): void {
  const made = changes.filter(({ table, before }) => table === 'tickets' && before === null).map(({ key }) => key.id)
  const known = new Set(changes.filter(({ table }) => table === 'replies').map(({ table, key }) => idOf(table, key)))
  for (const { table, key, row } of now.values()) {
    if (table === 'replies' && made.includes(row.ticket_id) && !known.has(idOf(table, key))) {
      throw new Refused('undoing.changed_since', {}, 409)
    }
  }
}

async function removeRow(trx: Trx, { table, key }: RowChange, leadsTo: number | undefined): Promise<void> {
  if (table === 'tickets') {
    await sql`UPDATE tickets SET merged_into = ${leadsTo}, changed_at = now() WHERE id = ${key.id}`.execute(trx)
    return
  }
  await sql`DELETE FROM ${sql.table(table)} WHERE ${byKey(key)}`.execute(trx)
}

async function insertRow(trx: Trx, { table, before }: RowChange): Promise<void> {
  await sql`INSERT INTO ${sql.table(table)} OVERRIDING SYSTEM VALUE
    SELECT * FROM jsonb_populate_record(NULL::${sql.table(table)}, ${JSON.stringify(before)}::jsonb)
    ON CONFLICT DO NOTHING`.execute(trx)
}

async function updateRow(trx: Trx, { table, key, before, after }: RowChange, now: Snapshot): Promise<void> {
  const row = now.get(idOf(table, key))?.row ?? {}
  const columns = Object.keys(before ?? {}).filter((column) => same(row[column], after?.[column]))
  if (columns.length === 0) return
  const names = sql.join(columns.map((column) => sql.ref(column)))
  const values = sql.join(columns.map((column) => sql.ref(`was.${column}`)))
  await sql`UPDATE ${sql.table(table)} SET (${names}) = (SELECT ${values}
    FROM jsonb_populate_record(NULL::${sql.table(table)}, ${JSON.stringify(before)}::jsonb) AS was)
    WHERE ${byKey(key)}`.execute(trx)
}

const byKey = (key: Row) =>
  sql.join(
    Object.entries(key).map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
    sql` AND `,
  )

/** Something was written on the ticket since, so that its counts are neither those of before nor those of after. */
function isMovedOn({ table, key, after }: RowChange, ticketId: number, now: Snapshot): boolean {
  if (table !== 'tickets' || key.id !== ticketId || after === null) return false
  const row = now.get(idOf(table, key))?.row ?? {}
  return Object.keys(after).some((column) => DERIVED.has(column) && !same(row[column], after[column]))
}

function isSeen({ table, key, before, after }: RowChange, ticketId: number): boolean {
  if (UNSEEN_TABLES.has(table)) return false
  // Colleagues among themselves.
  if (table === 'mentions') return false
  const of = table === 'tickets' ? key.id : (key.ticket_id ?? before?.ticket_id ?? after?.ticket_id ?? ticketId)
  return of === ticketId && Object.keys(before ?? after ?? {}).some((column) => !UNSEEN.has(column))
}

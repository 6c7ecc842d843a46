/** All rows of some tickets at one moment, and what differs between two such moments. */
import { type RawBuilder, sql } from 'kysely'
import type { RowChange, Trx } from '../db/schema.ts'

/**
 * The rows that belong to a ticket: their key, and the column that names the ticket. In the order in which they can be
 * put back; the ticket's own row comes last, since it points at its replies.
 */
export const TABLES: Record<string, { key: string[]; ticket: string; only?: RawBuilder<boolean> }> = {
  // Written once, they only grow; of what readers see in them, words may be hidden.
  events: {
    key: ['id'],
    ticket: 'ticket_id',
    only: sql<boolean>`t.is_public AND coalesce(t.data->>'reason', t.data->>'headline', '') <> ''`,
  },
  replies: { key: ['id'], ticket: 'ticket_id' },
  ticket_people: { key: ['ticket_id', 'person_id', 'role'], ticket: 'ticket_id' },
  ticket_tags: { key: ['ticket_id', 'tag_id'], ticket: 'ticket_id' },
  votes: { key: ['ticket_id', 'person_id'], ticket: 'ticket_id' },
  links: { key: ['ticket_id', 'article_id'], ticket: 'ticket_id' },
  attachments: { key: ['id'], ticket: 'ticket_id' },
  text_versions: { key: ['id'], ticket: 'ticket_id' },
  redactions: { key: ['id'], ticket: 'ticket_id' },
  person_notes: { key: ['id'], ticket: 'ticket_id' },
  mentions: { key: ['id'], ticket: 'ticket_id' },
  incidents: { key: ['ticket_id'], ticket: 'ticket_id' },
  incident_tickets: { key: ['ticket_id'], ticket: 'ticket_id' },
  restraints: { key: ['id'], ticket: 'ticket_id' },
  tickets: { key: ['id'], ticket: 'id' },
}

/** Rows of the people whom an act changed: what is theirs beside any ticket. */
const PERSON_TABLES: Record<string, { key: string[]; person: string }> = {
  people: { key: ['id'], person: 'id' },
  restraints: { key: ['id'], person: 'person_id' },
}

const ALL = sql<boolean>`true`

export type Row = Record<string, unknown>
export type Snapshot = Map<string, { table: string; key: Row; row: Row }>

export async function snapshot(
  trx: Trx,
  ticketIds: readonly number[],
  personIds: readonly number[] = [],
): Promise<Snapshot> {
  // Times are compared as text later, maybe by a connection of another zone.
  await sql`SELECT set_config('TimeZone', 'UTC', true)`.execute(trx)
  const found: Snapshot = new Map()
  const wanted = [
    ...Object.entries(TABLES).map(([table, { key, ticket, only = ALL }]) => ({
      table,
      key,
      column: ticket,
      ids: ticketIds,
      only,
    })),
    ...(personIds.length > 0
      ? Object.entries(PERSON_TABLES).map(([table, { key, person }]) => ({
          table,
          key,
          column: person,
          ids: personIds,
          only: ALL,
        }))
      : []),
  ]
  for (const { table, key, column: belongs, ids, only } of wanted) {
    const { rows } = await sql<{ row: Row }>`SELECT to_jsonb(t.*) AS row FROM ${sql.table(table)} t
      WHERE ${sql.ref(`t.${belongs}`)} = ANY(${[...ids]}::int[]) AND ${only}`.execute(trx)
    for (const { row } of rows) {
      const own = Object.fromEntries(key.map((column) => [column, row[column]]))
      found.set(idOf(table, own), { table, key: own, row })
    }
  }
  return found
}

/** In the columns' own order: stored as jsonb, a key comes back in another one. */
export const idOf = (table: string, key: Row) =>
  `${table} ${((TABLES[table] ?? PERSON_TABLES[table])?.key ?? []).map((column) => key[column]).join(' ')}`
export const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

export function compare(before: Snapshot, after: Snapshot): RowChange[] {
  const changes: RowChange[] = []
  for (const [id, { table, key, row }] of before) {
    const now = after.get(id)?.row
    if (!now) {
      changes.push({ table, key, before: row, after: null })
      continue
    }
    const columns = Object.keys(row).filter((column) => !same(row[column], now[column]))
    if (columns.length > 0) changes.push({ table, key, before: pick(row, columns), after: pick(now, columns) })
  }
  for (const [id, { table, key, row }] of after) {
    // What happened stays told, whatever is put back.
    if (!before.has(id) && table !== 'events') changes.push({ table, key, before: null, after: row })
  }
  return changes
}

const pick = (row: Row, columns: readonly string[]): Row =>
  Object.fromEntries(columns.map((column) => [column, row[column]]))

/**
 * A place in a list sorted by (value, id), as it stands in an address. It names a row's values and not its number in
 * the list, so rows that come or go meanwhile move nothing, and the deepest page costs what the first one costs.
 */
import { type RawBuilder, sql } from 'kysely'

/** `value` is what the list is sorted by, as a whole number; times are microseconds since 1970 (see microsOf). */
export type Place = { value: number; id: number }

/** Which page of a list: the first, the one after a place in its order, or the one before it. */
export type Turn = { past?: Place | undefined; before?: Place | undefined }

export function writePlace({ value, id }: Place): string {
  return `${value.toString(36)}-${id.toString(36)}`
}

/** Undefined for anything writePlace has not written: the list then begins at its beginning. */
export function readPlace(text: unknown): Place | undefined {
  if (typeof text !== 'string' || !/^[0-9a-z]{1,11}-[0-9a-z]{1,6}$/.test(text)) return undefined
  const [value = 0, id = 0] = text.split('-').map((part) => Number.parseInt(part, 36))
  if (!Number.isSafeInteger(value) || id > 2_147_483_647) return undefined
  return writePlace({ value, id }) === text ? { value, id } : undefined
}

/** A time to the microsecond, which a Date cannot hold: two rows of one millisecond must not change places. */
export function microsOf(column: string): RawBuilder<number> {
  return sql<number>`(extract(epoch FROM ${sql.ref(column)}) * 1000000)::bigint`
}

/** The way back from microsOf, for a comparison that an index can serve. */
export function momentOf(micros: number): RawBuilder<Date> {
  const second = new Date(Math.floor(micros / 1_000_000) * 1000).toISOString().slice(0, 19)
  return sql<Date>`${`${second}.${String(micros % 1_000_000).padStart(6, '0')}Z`}::timestamptz`
}

/** Rows fetched with one more than wanted → the page, and whether there are more behind it. */
export function cutPage<Row>(rows: Row[], size: number, turn: Turn): { rows: Row[]; more: boolean } {
  const page = rows.slice(0, size)
  return { rows: turn.before ? page.reverse() : page, more: rows.length > size }
}

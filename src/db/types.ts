/**
 * One set of JavaScript types from both drivers: int8 is a number (or an error when it would lose digits), date and
 * numeric stay text, timestamptz is a Date, bytea a Buffer. Keys are Postgres type numbers (pg_type.oid).
 */
import { types } from '@electric-sql/pglite'
import pg from 'pg'

function int8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`The database sent ${text}, too large for a number`)
  return value
}

const timestamptz = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date
const textArray = pg.types.getTypeParser(1009 as never) as (text: string) => string[]
const intArray = pg.types.getTypeParser(1007 as never) as (text: string) => number[]

export const parsers: Record<number, (text: string) => unknown> = {
  [types.INT8]: int8,
  [types.DATE]: (text) => text,
  [types.NUMERIC]: (text) => text,
  [types.TIMESTAMP]: (text) => text,
  [types.TIMESTAMPTZ]: timestamptz,
  [types.BYTEA]: (text) => Buffer.from(text.slice(2), 'hex'),
  [types.JSON]: (text) => JSON.parse(text),
  [types.JSONB]: (text) => JSON.parse(text),
  1007: intArray,
  1009: textArray,
}

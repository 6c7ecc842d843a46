/**
 * Finding rows by their words, for every room alike. On the embedded database nothing stops a long query, so each is
 * held by its shape: what is weighed is a LIMITed inner select, and every condition of visibility stands inside it, so
 * that a row the reader may not see is neither counted nor weighed (DECISIONS 4, 21).
 */
import { type Expression, type ExpressionBuilder, expressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely'
import { asQuery, type TextQuery } from './full-text.ts'
import type { Database, Db } from './schema.ts'

export type Table = 'articles' | 'tickets'
/** Visibility and filters. */
export type Where<T extends Table> = (eb: ExpressionBuilder<Database, T>) => Expression<SqlBool>
/** The rows of a table that count. */
export type Place<T extends Table> = { table: T; where: Where<T> }

/** The table's name and the condition, for writing SQL. */
export function partsOf<T extends Table>({
  table,
  where,
}: Place<T>): { table: RawBuilder<unknown>; counts: Expression<SqlBool> } {
  return { table: sql.table(table), counts: where(expressionBuilder<Database, T>() as ExpressionBuilder<Database, T>) }
}

/** The newest matches are weighed; what is found beyond them is not even counted. */
export const MOST_WEIGHED = 500

export type Found = { ids: number[] /** At most MOST_WEIGHED. */; total: number; inTitle: Set<number> }

/** Best first: all words in the title, then by weight and nearness of the words, then the newest. */
export async function bestRows<T extends Table>(
  db: Db,
  place: Place<T>,
  query: TextQuery,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<Found> {
  if (query === '') return { ids: [], total: 0, inTitle: new Set() }
  const { table, counts } = partsOf(place)
  const wanted = asQuery(query)
  const { rows } = await sql<{ id: number; in_title: boolean; total: number }>`
    WITH found AS MATERIALIZED (
      SELECT ${table}.id, ${table}.search FROM ${table} WHERE ${table}.search @@ ${wanted} AND ${counts}
      ORDER BY ${table}.id DESC LIMIT ${sql.lit(MOST_WEIGHED)}
    )
    SELECT id, ts_filter(search, '{a}') @@ ${wanted} AS in_title, count(*) OVER () AS total FROM found
    ORDER BY in_title DESC, ts_rank('{0.1, 0.3, 0.4, 1}', search, ${wanted}, 1) DESC, id DESC
    LIMIT ${limit} OFFSET ${offset}`.execute(db)
  return {
    ids: rows.map(({ id }) => id),
    total: rows[0]?.total ?? 0,
    inTitle: new Set(rows.filter(({ in_title }) => in_title).map(({ id }) => id)),
  }
}

/** The languages of a table's texts: one probe of the index for each, however many rows there are. */
export async function languagesOf(db: Db, table: Table): Promise<string[]> {
  const rows = sql.table(table)
  const { rows: found } = await sql<{ language: string }>`
    WITH RECURSIVE seen AS (
      (SELECT language FROM ${rows} ORDER BY language LIMIT 1)
      UNION ALL
      SELECT (SELECT language FROM ${rows} WHERE language > seen.language ORDER BY language LIMIT 1)
      FROM seen WHERE seen.language IS NOT NULL
    )
    SELECT language FROM seen WHERE language IS NOT NULL LIMIT 60`.execute(db)
  return found.map(({ language }) => language)
}

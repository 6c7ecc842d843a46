/** Rows that are near to what was typed where not every word fits: misspelt words, and whole titles or texts. */
import { sql } from 'kysely'
import { type Place, partsOf, type Table } from './find-rows.ts'
import type { TextQuery } from './full-text.ts'
import type { Db } from './schema.ts'

// A LIMIT makes the planner hope for an early end of a walk through the whole table (500 ms instead of 60 on 20 000
// rows). Behind MATERIALIZED it plans for all rows, which means the index, and still stops reading at the LIMIT.

/** Of the queries those that find fewer than three rows, by their place: what is spelled right is found more often. */
export async function rareOf<T extends Table>(
  db: Db,
  place: Place<T>,
  queries: readonly TextQuery[],
): Promise<number[]> {
  const { table, counts } = partsOf(place)
  const { rows } = await sql<{ n: number }>`
    SELECT n::int AS n FROM unnest(${[...queries]}::text[]) WITH ORDINALITY AS term (query, n), LATERAL (
      WITH hits AS MATERIALIZED (SELECT 1 FROM ${table} WHERE ${table}.search @@ query::tsquery AND ${counts})
      SELECT count(*) AS number FROM (SELECT FROM hits LIMIT 3) AS few
    ) AS counted WHERE query <> '' AND number < 3 ORDER BY n`.execute(db)
  return rows.map(({ n }) => n - 1)
}

/** Postgres calls two words alike from 0.6 on (pg_trgm.word_similarity_threshold); all the words need this on average. */
const ALIKE = 0.45
const MOST_ALIKE = 300

/** Rows with words like these in their titles, those that fit the whole query first: "pasword" finds "password". */
export async function rowsSpelledLike<T extends Table>(
  db: Db,
  place: Place<T>,
  words: readonly string[],
  { limit, except }: { limit: number; except: readonly number[] },
): Promise<number[]> {
  if (words.length === 0) return []
  const { table, counts } = partsOf(place)
  const like = words.map((word) => sql`${word} <% lower(${table}.title)`)
  const likeness = words.map((word) => sql`word_similarity(${word}, lower(title))`)
  const { rows } = await sql<{ id: number }>`
    WITH alike AS MATERIALIZED (
      SELECT ${table}.id, ${table}.title FROM ${table}
      WHERE (${sql.join(like, sql` OR `)}) AND ${table}.id <> ALL (${[...except]}::int[]) AND ${counts}
    )
    SELECT id FROM (SELECT * FROM alike LIMIT ${sql.lit(MOST_ALIKE)}) AS candidates,
      LATERAL (SELECT (${sql.join(likeness, sql` + `)}) / ${sql.lit(words.length)} AS score) AS weighed
    WHERE score >= ${ALIKE} ORDER BY score DESC, id DESC LIMIT ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Rows looked at for each word, and of all these the ones that are weighed word by word. */
const MOST_PER_WORD = 100
const MOST_WEIGHED = 50
/** A word of the text counts less than one of the title. */
const IN_TEXT = 0.4

export type Near = { id: number; share: number; matched: number }

/**
 * Rows that hold the rarest of the words, nearest first. A word weighs the more the fewer rows hold it, counted among
 * the rows that count here. `share` is the weight of what a row holds, of the weight of all (0 to 1); `matched` how
 * many of the words. One query is one word in its forms (see formsOf).
 */
export async function rowsNear<T extends Table>(
  db: Db,
  place: Place<T>,
  queries: readonly TextQuery[],
  limit: number,
): Promise<Near[]> {
  const words = queries.filter(Boolean)
  if (words.length === 0) return []
  const { table, counts } = partsOf(place)
  // Where every word is common, rows that hold several of them are among none's first hundred.
  const together = [words.slice(0, 2), words.slice(0, 3), words].map((some) => some.join(' & '))
  const { rows } = await sql<Near>`
    WITH terms AS MATERIALIZED (
      SELECT n::int AS n, query::tsquery AS query FROM unnest(${words}::text[]) WITH ORDINALITY AS term (query, n)
    ), hits AS MATERIALIZED (
      SELECT n, id FROM (
        SELECT n, query FROM terms UNION ALL SELECT 0, query::tsquery FROM unnest(${together}::text[]) AS query
      ) AS asked, LATERAL (
        WITH every AS MATERIALIZED (SELECT ${table}.id FROM ${table} WHERE ${table}.search @@ query AND ${counts})
        SELECT id FROM every LIMIT ${sql.lit(MOST_PER_WORD)}
      ) AS held
    ), weights AS MATERIALIZED (
      SELECT n, query, ln(1 + (SELECT count(DISTINCT id) FROM hits)::float8 / greatest(1, count(hits.id))) AS weight,
        count(hits.id) > 0 AS is_known
      FROM terms LEFT JOIN hits USING (n) GROUP BY n, query
    ), candidates AS (
      SELECT id FROM hits LEFT JOIN weights USING (n)
      GROUP BY id ORDER BY sum(weight) DESC NULLS LAST, id DESC LIMIT ${sql.lit(MOST_WEIGHED)}
    ), shown AS MATERIALIZED (
      -- ts_filter unpacks the stored vector, once for all the words.
      SELECT id, ts_filter(search, '{a}') AS title, ts_filter(search, '{a,b,c,d}') AS whole
      FROM candidates JOIN ${table} USING (id)
    ), weighed AS (
      SELECT id, count(*) FILTER (WHERE whole @@ query) AS matched, sum(CASE
        WHEN title @@ query THEN weight WHEN whole @@ query THEN weight * ${sql.lit(IN_TEXT)} ELSE 0 END) AS held
      FROM shown, weights GROUP BY id
    )
    SELECT id, matched, held / (SELECT sum(CASE WHEN is_known THEN weight ELSE weight / 2 END) FROM weights) AS share
    FROM weighed ORDER BY share DESC, id DESC LIMIT ${limit}`.execute(db)
  return rows
}

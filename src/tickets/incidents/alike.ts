/**
 * What was posted meanwhile and reads like an incident. Looked for among the tickets of that time alone, and not by the
 * index of words: on a day when everybody writes the same words, the words no longer find anything quickly.
 */
import { type ExpressionBuilder, sql } from 'kysely'
import { languagesOf } from '../../db/find-rows.ts'
import { formsOf } from '../../db/full-text.ts'
import type { Database, Db } from '../../db/schema.ts'
import { languagesFor } from '../../text/search-languages.ts'
import { searchWords } from '../../text/search-words.ts'

/** The newest of that time that are looked at: a thousand in an hour are more than anybody will look through. */
const MOST_LOOKED_AT = 1000
/** So much of the weight of a title's words must be in a ticket, and two of the words where there are as many. */
const LEAST_SHARE = 0.45
const LEAST_WORDS = 2
/** A word of the text counts less than one of the title. */
const IN_TEXT = 0.4
const MOST_WORDS = 12

type Where = (eb: ExpressionBuilder<Database, 'tickets'>) => ReturnType<ExpressionBuilder<Database, 'tickets'>['and']>

/** Ids of the tickets that read like any of the titles, most alike first. A word weighs the more the fewer have it. */
export async function readingLike(
  db: Db,
  meanwhile: Where,
  titles: readonly string[],
  limit: number,
): Promise<number[]> {
  const known = await languagesOf(db, 'tickets')
  const terms: { title: number; query: string }[] = []
  for (const [title, text] of titles.entries()) {
    const words = searchWords(text)
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]{2,}/gu)
    const forms = await formsOf(db, [...new Set(words ?? [])].slice(0, MOST_WORDS), languagesFor(text, known))
    for (const query of new Set(forms.filter(Boolean))) terms.push({ title, query })
  }
  if (terms.length === 0) return []
  const looked = db
    .selectFrom('tickets')
    .select(['tickets.id', 'tickets.search'])
    .where(meanwhile)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_LOOKED_AT)
  const { rows } = await sql<{ id: number }>`
    WITH looked AS MATERIALIZED (
      SELECT id, ts_filter(search, '{a}') AS title, search AS whole FROM (${looked}) AS newest
    ), terms AS MATERIALIZED (
      SELECT title AS t, query::tsquery AS query
      FROM unnest(${terms.map(({ title }) => title)}::int[], ${terms.map(({ query }) => query)}::text[]) AS given (title, query)
    ), weights AS MATERIALIZED (
      SELECT t, query, ln(1 + (SELECT count(*) FROM looked)::float8 / greatest(1, count(id))) AS weight
      FROM terms LEFT JOIN looked ON whole @@ query GROUP BY t, query
    ), weighed AS (
      SELECT id, t, count(*) AS matched,
        sum(CASE WHEN title @@ query THEN weight ELSE weight * ${sql.lit(IN_TEXT)} END) AS held
      FROM looked JOIN weights ON whole @@ query GROUP BY id, t
    ), whole AS (SELECT t, sum(weight) AS weight, count(*) AS words FROM weights GROUP BY t)
    SELECT id FROM weighed JOIN whole USING (t)
    WHERE held / whole.weight >= ${sql.lit(LEAST_SHARE)} AND matched >= least(${sql.lit(LEAST_WORDS)}, words)
    GROUP BY id ORDER BY max(held / whole.weight) DESC, id DESC LIMIT ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

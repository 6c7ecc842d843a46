/** Full-text search as every room asks for it: what a row is found by, and what somebody's words look for. */
import { type RawBuilder, sql } from 'kysely'
import { searchConfig } from '../text/detect-language.ts'
import { foldForSearch } from '../text/search-fold.ts'
import { searchTerms, ukrainianStem } from '../text/search-terms.ts'
import type { Db } from './schema.ts'

/** A part of a `search` column, stemmed by its text's language. Parts are joined by `||`; A is the title. */
export function weighted(language: string, text: string, weight: 'A' | 'B' | 'C' | 'D'): RawBuilder<string> {
  const config = searchConfig(language)
  return sql<string>`setweight(to_tsvector(${config}::regconfig, ${foldForSearch(text)}::text), ${sql.lit(weight)})`
}

/** A tsquery as text, to be cast by `asQuery`: the planner then sees what is asked for. '' finds nothing. */
export type TextQuery = string

export const asQuery = (query: TextQuery): RawBuilder<string> => sql<string>`${query}::tsquery`

/** `find`: what rows must hold. `mark`: each of the words by itself, to be marked where it stands. Both '' for nothing. */
export type Wanted = { find: TextQuery; mark: TextQuery }

/**
 * What the words look for: each of them in the forms of every language and unstemmed, so that a row is found by the
 * stem it was stored under, whatever language the query is in. `words` come from `searchWords`, which bounds them.
 */
export async function textQuery(db: Db, words: string, languages: readonly string[]): Promise<Wanted> {
  const { groups, unwanted } = searchTerms(words)
  const terms = [...new Set([...groups.flat(), ...unwanted])]
  const forms = await formsOf(db, terms, languages)
  const formOf = (term: string) => forms[terms.indexOf(term)] ?? ''
  const wanted = groups.map((group) => all(group.map(formOf)) || all(group.map(unstemmed))).filter(Boolean)
  // Without a word to look for, what is left out would find nearly every row.
  if (wanted.length === 0) return { find: '', mark: '' }
  const left = any(unwanted.map(formOf))
  const mark = any(groups.flat().map((term) => formOf(term) || unstemmed(term)))
  return { find: any(wanted) + (left ? ` & !(${left})` : ''), mark }
}

/**
 * For each term (a word or a "phrase") the query for all its forms; '' for a word too common to be looked for in one
 * of the languages: rows in that language do not hold it.
 */
export async function formsOf(db: Db, terms: readonly string[], languages: readonly string[]): Promise<TextQuery[]> {
  if (terms.length === 0) return []
  const configs = [...new Set(['simple', ...languages.map(searchConfig)])]
  const { rows } = await sql<{ forms: string[] }>`
    SELECT array_agg(DISTINCT websearch_to_tsquery(config::regconfig, form)::text) AS forms
    FROM unnest(${terms.map(foldForSearch)}::text[], ${[...terms]}::text[]) WITH ORDINALITY AS term (folded, typed, n),
      unnest(ARRAY[folded, typed]) AS form, unnest(${configs}::text[]) AS config
    GROUP BY n ORDER BY n`.execute(db)
  return rows.map(({ forms }, n) => {
    if (forms.includes('')) return ''
    const stem = languages.includes('uk') ? ukrainianStem(foldForSearch(terms[n] ?? '')) : undefined
    return any(stem ? [...forms, `'${stem}':*`] : forms)
  })
}

/** The words as they stand, for when each is too common in one language or another: "die" is a word of an English text. */
function unstemmed(term: string): TextQuery {
  const words = term.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return all(words.map((word) => `'${word}'`))
}

const any = (queries: readonly TextQuery[]) => joined(queries, ' | ')
const all = (queries: readonly TextQuery[]) => joined(queries, ' & ')

function joined(queries: readonly TextQuery[], sign: string): TextQuery {
  const some = queries.filter(Boolean)
  return some.length > 1 ? `(${some.join(sign)})` : (some[0] ?? '')
}

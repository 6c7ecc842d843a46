import { type RawBuilder, sql } from 'kysely'
import { searchConfig } from '../../text/detect-language.ts'

/** Title over text, stemmed by the language; Postgres refuses a vector above 1 MB, so the text's beginning is searched. */
export function searchVector(language: string, title: string, text: string): RawBuilder<string> {
  const config = searchConfig(language)
  return sql<string>`setweight(to_tsvector(${config}::regconfig, ${title}::text), 'A') || setweight(to_tsvector(${config}::regconfig, ${text.slice(0, 20_000)}::text), 'B')`
}

/** The place in a text where the words are, with the words marked. Only for rows that are shown. */
import { sql } from 'kysely'
import type { TextQuery } from '../db/full-text.ts'
import type { Db } from '../db/schema.ts'
import { searchConfig } from '../text/detect-language.ts'
import { type Html, markedExtract } from '../text/markdown.ts'
import { searchTerms } from '../text/search-terms.ts'

/** ts_headline reads all it is given, some 0.2 ms for a thousand characters: it gets the neighbourhood of the first hit. */
const BEFORE = 500
const AFTER = 1500

// Marks are private-use characters: ts_headline passes the text through as it is, so what it gives is escaped first and
// marked after (burns.md 2.3). MaxFragments lets an extract be of two places.
const MARKS = 'StartSel=\ue000, StopSel=\ue001'
const PLACES = `${MARKS}, MaxFragments=2, MaxWords=26, MinWords=12, FragmentDelimiter=" … "`
const WHOLE = `${MARKS}, HighlightAll=true`
/** So short a text is shown whole. */
const SHORT = 240

export type Source = { language: string /** HTML of ours, or the beginning of it. */; text: string; query: TextQuery }

/** In the order given; '' for a text without words. */
export async function extractsOf(db: Db, words: string, sources: readonly Source[]): Promise<Html[]> {
  if (sources.length === 0) return []
  const beginnings = beginningsOf(words)
  const texts = sources.map(({ text }) => around(wordsIn(text), beginnings))
  const { rows } = await sql<{ extract: string }>`
    SELECT ts_headline(config::regconfig, text, query::tsquery,
      CASE WHEN length(text) <= ${sql.lit(SHORT)} THEN ${WHOLE} ELSE ${PLACES} END) AS extract
    FROM unnest(${sources.map(({ language }) => searchConfig(language))}::text[], ${texts}::text[],
      ${sources.map(({ query }) => query)}::text[]) WITH ORDINALITY AS source (config, text, query, n)
    ORDER BY n`.execute(db)
  return rows.map(({ extract }, n) => markedExtract(withEnds(extract, texts[n] ?? '')))
}

/** Dots where the text goes on before the extract, and after it. */
function withEnds(extract: string, text: string): string {
  const plain = extract.replace(/[\ue000\ue001]/g, '').trim()
  const before = text.startsWith(plain.slice(0, 30)) ? '' : '… '
  return before + extract.trim() + (text.endsWith(plain.slice(-30)) ? '' : ' …')
}

/** Enough of each word to be found in its other forms. */
function beginningsOf(words: string): string[] {
  const terms = searchTerms(words).groups.flat().join(' ').toLowerCase()
  return (terms.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, Math.max(3, word.length - 2)))
}

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }

/** The words of HTML that we made ourselves, a tag cut off at the end included. */
function wordsIn(html: string): string {
  return html
    .replace(/<[^>]*(?:>|$)/g, ' ')
    .replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? '')
    .replace(/[\ue000\ue001]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

function around(text: string, beginnings: readonly string[]): string {
  const lower = text.toLowerCase()
  const places = beginnings.map((beginning) => lower.indexOf(beginning)).filter((place) => place >= 0)
  const first = places.length > 0 ? Math.min(...places) : 0
  if (first <= BEFORE) return text.slice(0, BEFORE + AFTER).toWellFormed()
  const start = text.indexOf(' ', first - BEFORE)
  return text.slice(start < 0 || start > first ? first - BEFORE : start, first + AFTER).toWellFormed()
}

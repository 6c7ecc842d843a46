/** The place in a text where the words are, with the words marked. Only for rows that are shown. */
import { sql } from 'kysely'
import type { TextQuery } from '../db/full-text.ts'
import type { Db } from '../db/schema.ts'
import { searchConfig } from '../text/detect-language.ts'
import { type Html, markedExtract } from '../text/markdown.ts'
import { searchTerms } from '../text/search-terms.ts'

const LONGEST = 260
/** How much of it stands before the first word that was looked for. */
const BEFORE = 60
/** More places of one word than these tell nothing new of where the words are together. */
const MOST_PLACES = 200

// Marks are private-use characters: ts_headline passes the text through as it is, so what it gives is escaped first and
// marked after (burns.md 2.3). It reads all it is given, so it is given the extract alone.
const MARKS = 'StartSel=\ue000, StopSel=\ue001, HighlightAll=true'

export type Source = { language: string /** HTML of ours, or the beginning of it. */; text: string; mark: TextQuery }

/** In the order given; '' for a text without words. */
export async function extractsOf(db: Db, words: string, sources: readonly Source[]): Promise<Html[]> {
  if (sources.length === 0) return []
  const beginnings = beginningsOf(words)
  const texts = sources.map(({ text }) => extractOf(wordsIn(text), beginnings))
  const { rows } = await sql<{ extract: string }>`
    SELECT ts_headline(config::regconfig, text, mark::tsquery, ${MARKS}) AS extract
    FROM unnest(${sources.map(({ language }) => searchConfig(language))}::text[], ${texts}::text[],
      ${sources.map(({ mark }) => mark)}::text[]) WITH ORDINALITY AS source (config, text, mark, n)
    ORDER BY n`.execute(db)
  return rows.map(({ extract }) => markedExtract(extract))
}

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }

/** The words of HTML that we made ourselves, a tag cut off at the end included. */
function wordsIn(html: string): string {
  return html
    .replace(/<[^>]*(?:>|$)/g, ' ')
    .replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? '')
    .replace(/[\ue000\ue001]/g, '')
    .replace(/\s+([.,;:!?…،؛؟]+)(?=\s|$)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Enough of each word to be found in its other forms. */
function beginningsOf(words: string): string[] {
  const terms = searchTerms(words).groups.flat().join(' ').toLowerCase()
  const found = terms.match(/[\p{L}\p{N}]+/gu) ?? []
  return [...new Set(found.map((word) => word.slice(0, Math.max(3, word.length - 2))))]
}

/** The part of the text with most of the words close together, cut between words, with dots where the text goes on. */
function extractOf(text: string, beginnings: readonly string[]): string {
  if (text.length <= LONGEST) return text
  const first = Math.max(0, bestPlace(text.toLowerCase(), beginnings) - BEFORE)
  const gap = first === 0 ? -1 : text.indexOf(' ', first)
  // Chinese and Japanese have no spaces to begin at.
  const start = gap >= 0 && gap < first + BEFORE ? gap + 1 : first
  const last = start + LONGEST
  const space = text.lastIndexOf(' ', last)
  const end = last >= text.length ? text.length : space > start ? space : last
  const extract = text.slice(start, end).toWellFormed()
  return `${start > 0 ? '… ' : ''}${extract}${end < text.length ? ' …' : ''}`
}

/** Where the stretch begins that holds the most different words, the first of several. */
function bestPlace(lower: string, beginnings: readonly string[]): number {
  const places = beginnings
    .flatMap((beginning, word) => placesOf(lower, beginning).map((at) => ({ at, word })))
    .sort((a, b) => a.at - b.at)
  let best = { at: 0, words: 0 }
  for (const [n, { at }] of places.entries()) {
    const near = new Set<number>()
    for (let next = n; next < places.length; next++) {
      const place = places[next] as { at: number; word: number }
      if (place.at > at + LONGEST - 2 * BEFORE) break
      near.add(place.word)
    }
    if (near.size > best.words) best = { at, words: near.size }
    if (best.words === beginnings.length) break
  }
  return best.at
}

/** At the beginnings of words; anywhere where there is none (Arabic writes its article onto the word). */
function placesOf(lower: string, beginning: string): number[] {
  const places: number[] = []
  let inside = -1
  for (
    let at = lower.indexOf(beginning);
    at >= 0 && places.length < MOST_PLACES;
    at = lower.indexOf(beginning, at + 1)
  ) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(lower.charAt(at - 1))) places.push(at)
    else if (inside < 0) inside = at
  }
  return places.length === 0 && inside >= 0 ? [inside] : places
}

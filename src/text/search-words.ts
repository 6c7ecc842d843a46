import { cleanLine } from './clean.ts'

const MOST_CHARACTERS = 200
const MOST_WORDS = 12

/**
 * What was typed into a search box as a query for `websearch_to_tsquery`: clean, at most 200 characters and 12 words;
 * quotes, `or` and `-word` are kept, the function takes any of them in any order without an error. '' when there is
 * nothing to look for: no letter or digit, or only words to leave out (that would match nearly every row).
 *
 * The limits are those of burns.md 2.3: 60 kB of words end in 54001, 2000 words joined by `or` took 4.2 s on 200 000
 * rows.
 */
export function searchWords(raw: string): string {
  // A browser's query string may hold a megabyte; only its beginning can survive the cut below.
  const line = cleanLine(raw.slice(0, 10 * MOST_CHARACTERS))
  const cut = line
    .slice(0, MOST_CHARACTERS)
    .toWellFormed()
    .replace(/\ufffd$/, '')
  const words = cut.split(' ').slice(0, MOST_WORDS)
  const wanted = words.some((word) => !word.startsWith('-') && /[\p{L}\p{N}]/u.test(word))
  return wanted ? words.join(' ').trim() : ''
}

import type { MarkedToken } from 'marked'
import { known, withTokens } from './markdown-tokens.ts'
import { words } from './markdown-words.ts'
import { plainMarks } from './marks.ts'

/**
 * Postgres refuses a tsvector over 1 MB and the insert with it (burns.md 2.3); 900 kB of unique words make one, so this
 * stays far below.
 */
const LONGEST = 50_000

/**
 * The words of a Markdown text, one block a line, at most 50 000 characters: for search vectors, extracts and meta
 * descriptions. Code is kept (error messages are what people search for), addresses behind link texts are not. Text
 * that marked must not see (markdown-guard.ts) comes back as typed.
 */
export function plainText(source: string): string {
  const text = withTokens(source, 'article', (tokens) => lines(tokens).join('\n')) ?? source
  return plainMarks(text).trim().slice(0, LONGEST).toWellFormed()
}

function lines(tokens: MarkedToken[]): string[] {
  return tokens.flatMap(linesOf).filter((line) => line.trim() !== '')
}

const CALLOUT = /^\[![A-Z]+\][ \t]*\n?/

function linesOf(token: MarkedToken): string[] {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'hr':
    case 'checkbox':
      return []
    case 'blockquote':
      return lines(known(token.tokens)).map((line, at) => (at === 0 ? line.replace(CALLOUT, '') : line))
    case 'list':
      return token.items.flatMap((item) => lines(known(item.tokens)))
    case 'table':
      return [token.header, ...token.rows].map((row) => row.map((cell) => words(known(cell.tokens))).join(' '))
    case 'code':
      return [token.text]
    default:
      return [words([token])]
  }
}

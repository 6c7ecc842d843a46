import { Marked, type MarkedToken, type Token } from 'marked'
import { mayParse } from './markdown-guard.ts'

export type Dialect = 'post' | 'article'

// HTML is not read at all, so that it comes out as the text it was typed as: `undefined` from a tokenizer means "not
// mine". In posts a line of dashes under a sentence is a line, not a heading: people close letters that way.
const noHtml = { html: () => undefined, tag: () => undefined }
const lexers = {
  post: new Marked({ breaks: true, tokenizer: { ...noHtml, lheading: () => undefined } }),
  article: new Marked({ tokenizer: noHtml }),
}

/**
 * What `use` makes of a Markdown text's tokens; `undefined` when the text is not to be parsed: over a bound of
 * `mayParse`, or marked gave up on it. The caller then shows it as plain text.
 *
 * Both the parser and the walk over its tokens run inside, as both recurse into what a stranger nested.
 */
export function withTokens<T>(source: string, dialect: Dialect, use: (tokens: MarkedToken[]) => T): T | undefined {
  if (!mayParse(source, dialect)) return undefined
  try {
    return use(known(lexers[dialect].lexer(source)))
  } catch (error) {
    if (error instanceof RangeError) return undefined
    if (error instanceof Error && error.message.startsWith('Infinite loop on byte')) return undefined
    throw error
  }
}

/** marked's own token types; its `Token` also admits those of extensions, of which there are none here. */
export function known(tokens: Token[] | undefined): MarkedToken[] {
  return (tokens ?? []) as MarkedToken[]
}

import type { MarkedToken, Tokens } from 'marked'
import { decodeEntities } from './escape.ts'
import { known } from './markdown-tokens.ts'

/** The words of inline tokens, without any mark-up: for headings in a table of contents, alternative texts, search. */
export function words(tokens: MarkedToken[]): string {
  return tokens.map(word).join('')
}

function word(token: MarkedToken): string {
  switch (token.type) {
    case 'br':
      return '\n'
    case 'checkbox':
      return ''
    case 'escape':
    case 'codespan':
      return token.text
    case 'image':
      return words(known(token.tokens)) || decodeEntities(token.text)
    default:
      if ('tokens' in token && token.tokens) return words(known(token.tokens))
      return 'text' in token ? decodeEntities(token.text) : ''
  }
}

/** The box of a task list as a character: a real checkbox nobody can tick would need a label for screen readers. */
export function boxOf(token: Tokens.Checkbox): string {
  return token.checked ? '☑ ' : '☐ '
}

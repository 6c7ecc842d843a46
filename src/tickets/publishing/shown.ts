import { createHash } from 'node:crypto'
import type { Written } from './queries.ts'
import { isForAll } from './rules.ts'

/** A short name for all that strangers would read: another one as soon as a word, a name or a file of it is another. */
export function stateOf({ ticket, messages, files, asides }: Written): string {
  const { title, source, requester_name } = ticket
  const read = messages
    .filter(isForAll)
    .map(({ id, source: text, author_name, by_requester }) => [id, text, author_name, by_requester])
  const shown = JSON.stringify([title, source, requester_name, read, files, asides])
  return createHash('sha256').update(shown).digest('base64url').slice(0, 22)
}

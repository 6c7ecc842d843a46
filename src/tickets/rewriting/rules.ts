import { createHash } from 'node:crypto'

/** A short name for a text as it stands, to tell whether it has changed since. */
export function stateOf(...texts: string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('base64url').slice(0, 16)
}

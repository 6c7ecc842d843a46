import { createHash } from 'node:crypto'

/** A short name for a text as it stands, to tell whether it has changed since the form was made. */
export function stateOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}

import type { Span } from './find.ts'
import { findIssued } from './issued-tokens.ts'
import { findSaid } from './said-secrets.ts'

/** Tokens, keys and passwords: those whose issuer can be told by their shape, and those that are said to be one. */
export function findSecrets(text: string): Span[] {
  return [...findIssued(text), ...findSaid(text)]
}

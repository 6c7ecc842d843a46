/**
 * A form's own signed token: a random number and the time it was made. It says how long somebody took to write, that
 * they asked for the form at all, and (the number) that a second post is the first one again.
 */
import { randomBytes } from 'node:crypto'
import { isSigned, sign } from './secret.ts'

export type FormToken = { id: string; madeAt: Date }

/** A page left open overnight still sends; what is older asks to be sent again. */
export const FORM_HOURS = 24

const PURPOSE = 'form'

export function makeFormToken(secret: string, now = new Date()): string {
  const value = `${randomBytes(16).toString('base64url')}.${Math.floor(now.getTime() / 1000).toString(36)}`
  return `${value}.${sign(secret, PURPOSE, value)}`
}

/** Undefined for a token that is missing, not ours or too old. */
export function readFormToken(secret: string, token: string | undefined, now = new Date()): FormToken | undefined {
  const [id = '', seconds = '', signature = ''] = (token ?? '').split('.')
  if (!isSigned(secret, PURPOSE, `${id}.${seconds}`, signature)) return undefined
  const madeAt = new Date(Number.parseInt(seconds, 36) * 1000)
  return now.getTime() - madeAt.getTime() > FORM_HOURS * 3_600_000 ? undefined : { id, madeAt }
}

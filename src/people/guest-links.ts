/**
 * A guest's link: /g/<token> lets one person read and reply on one ticket. The token is signed, not stored; it opens
 * nothing any more once the ticket's list of people says so. What a browser has opened stands in a signed cookie.
 */
import { readId } from '../web/forms.ts'
import { isSigned, sign } from '../web/secret.ts'
import type { GuestPass } from '../web/viewer.ts'

/** Ticket, person and 128 bits of signature. */
export function guestToken(secret: string, { ticketId, personId }: GuestPass): string {
  return `${ticketId}-${personId}-${sign(secret, 'guest-link', `${ticketId}-${personId}`)}`
}

/** Whose pass it is, if the token is genuine; whether they are a guest still the ticket's rows must say. */
export function readGuestToken(secret: string, token: string): GuestPass | undefined {
  const match = /^(\d{1,10})-(\d{1,10})-([\w-]{22})$/.exec(token)
  const ticketId = readId(match?.[1])
  const personId = readId(match?.[2])
  if (!ticketId || !personId) return undefined
  if (!isSigned(secret, 'guest-link', `${ticketId}-${personId}`, match?.[3] ?? '')) return undefined
  return { ticketId, personId }
}

/** A cookie holds 4096 bytes. */
const MOST = 40

/** The cookie's value after opening one more. */
export function rememberPass(secret: string, known: readonly GuestPass[], opened: GuestPass): string {
  const passes = [opened, ...known.filter(({ ticketId }) => ticketId !== opened.ticketId)].slice(0, MOST)
  const value = passes.map(({ ticketId, personId }) => `${ticketId}-${personId}`).join('.')
  return `${value}~${sign(secret, 'guests-cookie', value)}`
}

/** What the cookie says; nothing when somebody has changed it. */
export function readPasses(secret: string, cookie: string | undefined): GuestPass[] {
  const [value = '', signature = ''] = (cookie ?? '').split('~')
  if (value === '' || !isSigned(secret, 'guests-cookie', value, signature)) return []
  return value.split('.').map((pair) => {
    const [ticketId, personId] = pair.split('-').map(Number)
    return { ticketId: ticketId ?? 0, personId: personId ?? 0 }
  })
}

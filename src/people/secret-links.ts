/**
 * Secret links: /t/<token> opens one ticket in a browser that holds no key to it. The token is signed, not stored, and
 * revoked by raising the ticket's link version. What a browser has opened stands in a signed cookie.
 */

import { readId } from '../web/forms.ts'
import { isSigned, sign } from '../web/secret.ts'

export type LinkedTicket = { id: number; version: number }

/** The token of a ticket's secret link: number, version and 128 bits of signature. */
export function linkToken(secret: string, { id, version }: LinkedTicket): string {
  return `${id}-${version}-${sign(secret, 'secret-link', `${id}-${version}`)}`
}

/** What a token opens, if it is genuine; whether its version is still in force the ticket's row must say. */
export function readLinkToken(secret: string, token: string): LinkedTicket | undefined {
  const match = /^(\d{1,10})-(\d{1,6})-([\w-]{22})$/.exec(token)
  const id = readId(match?.[1])
  const version = readId(match?.[2])
  if (!id || !version || !isSigned(secret, 'secret-link', `${id}-${version}`, match?.[3] ?? '')) return undefined
  return { id, version }
}

/** A cookie holds 4096 bytes: the newest forty links. */
const MOST = 40

/** The cookie's value after opening one more. */
export function rememberLink(secret: string, known: readonly LinkedTicket[], opened: LinkedTicket): string {
  const links = [opened, ...known.filter(({ id }) => id !== opened.id)].slice(0, MOST)
  const value = links.map(({ id, version }) => `${id}-${version}`).join('.')
  return `${value}~${sign(secret, 'links-cookie', value)}`
}

/** What the cookie says; nothing when somebody has changed it. */
export function readLinks(secret: string, cookie: string | undefined): LinkedTicket[] {
  const [value = '', signature = ''] = (cookie ?? '').split('~')
  if (value === '' || !isSigned(secret, 'links-cookie', value, signature)) return []
  return value.split('.').map((pair) => {
    const [id, version] = pair.split('-').map(Number)
    return { id: id ?? 0, version: version ?? 0 }
  })
}

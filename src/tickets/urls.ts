/** Addresses of tickets: the number decides, the slug is for people. Written and read here only. */
import { readPlace, type Turn, writePlace } from '../db/cursor.ts'
import { readId } from '../web/forms.ts'

type Addressed = { id: number; slug: string }

/** '/tickets/123-how-do-i', or '/tickets/123' where no slug could be made. Percent-encoded. */
export function ticketUrl({ id, slug }: Addressed): string {
  return `/tickets/${id}${slug ? `-${encodeURIComponent(slug)}` : ''}`
}

/** Reads '123-how-do-i': the number, or undefined when there is none. */
export function readTicketAddress(address: string): number | undefined {
  return readId(/^(\d{1,10})(?:-|$)/.exec(address)?.[1])
}

/** The last part of ticketUrl, as Fastify decodes it. */
export const ticketAddress = ({ id, slug }: Addressed) => (slug ? `${id}-${slug}` : String(id))

/** How many replies stand on one page of a ticket: a conversation of five hundred would be a megabyte. */
export const PAGE_REPLIES = 200

export const replyAnchor = (replyId: number) => `reply-${replyId}`

/** `reply_count`, when given, tells that a new reply stands on the last page of a long conversation. */
export function replyUrl(ticket: Addressed & { reply_count?: number }, replyId: number): string {
  const page = (ticket.reply_count ?? 0) >= PAGE_REPLIES ? '?replies=last' : ''
  return `${ticketUrl(ticket)}${page}#${replyAnchor(replyId)}`
}

export const ticketsUrl = () => '/tickets'
/** Thanks, for everyone to see. */
export const wallUrl = () => '/thanks'

/** Any list's address at a place in it; words that are empty or undefined are left out. */
export function withTurn(path: string, { past, before }: Turn, query: Record<string, string | undefined> = {}): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value) words.set(name, value)
  if (before) words.set('newer', writePlace(before))
  else if (past) words.set('older', writePlace(past))
  return words.size > 0 ? `${path}?${words}` : path
}

/** Reads what withTurn wrote. */
export function readTurn(query: Record<string, unknown>): Turn {
  return { past: readPlace(query.older), before: readPlace(query.newer) }
}

export const askUrl = () => '/tickets/new'
/** Where the acts on one ticket are posted: '/tickets/123/replies' etc. */
export const ticketActUrl = (id: number, act: string) => `/tickets/${id}/${act}`
/** Where a reply is edited and withdrawn: this and `/edit`, `/withdraw`. */
export const replyActUrl = (ticketId: number, replyId: number) => ticketActUrl(ticketId, `replies/${replyId}`)
export const deskUrl = () => '/desk'

/**
 * A ticket on the desk. `spot`: where in the queue one came from, as the words of its address, kept through every act;
 * `did`: the act just done, an event's type, told on top of the page.
 */
export function deskTicketUrl(id: number, spot = '', did = ''): string {
  const words = new URLSearchParams(spot.slice(0, 500))
  words.delete('did')
  if (did) words.set('did', did)
  const query = words.toString()
  return `/desk/tickets/${id}${query ? `?${query}` : ''}`
}

/** Where staff's acts on one ticket, or on one of its replies, are posted. */
export const deskActUrl = (id: number, act: string) => `/desk/tickets/${id}/${act}`
export const deskReplyActUrl = (replyId: number, act: string) => `/desk/replies/${replyId}/${act}`
/** Where an act of staff is taken back. */
export const undoUrl = (undoId: number) => `/desk/undos/${undoId}`
/** The field of staff's forms that carries the spot. */
export const SPOT_FIELD = 'in'

/** Incidents on the desk; one of them stands beside its ticket. `did`: what was just done, told on top with its undo. */
export const incidentsUrl = () => '/desk/incidents'
export const incidentUrl = (ticketId: number, did = '') =>
  `${deskActUrl(ticketId, 'incident')}${did ? `?did=${did}` : ''}`

/** The board of ideas, for everybody and as staff arrange it. */
export const ideasUrl = () => '/ideas'
export const deskIdeasUrl = () => '/desk/ideas'

/** Where staff open a ticket for somebody, or write first; `personId`: somebody known. */
export function openUrl(mode: 'behalf' | 'contact' = 'behalf', personId?: number): string {
  const path = mode === 'contact' ? '/desk/new/contact' : '/desk/new'
  return personId === undefined ? path : `${path}?person=${personId}`
}

/** Addresses of tickets: the number decides, the slug is for people. Written and read here only. */
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

export const replyAnchor = (replyId: number) => `reply-${replyId}`
export const replyUrl = (ticket: Addressed, replyId: number) => `${ticketUrl(ticket)}#${replyAnchor(replyId)}`

export const ticketsUrl = () => '/tickets'
export const askUrl = () => '/tickets/new'
/** Where the acts on one ticket are posted: '/tickets/123/replies' etc. */
export const ticketActUrl = (id: number, act: string) => `/tickets/${id}/${act}`
export const deskUrl = () => '/desk'
export const deskTicketUrl = (id: number) => `/desk/tickets/${id}`

/** Where a ticket's address leads once it is part of another one. */
import type { FastifyRequest } from 'fastify'
import { type LinkedTicket, linkToken } from '../people/secret-links.ts'
import { secretLinkPath } from '../people/urls.ts'
import { deskTicketUrl, ticketUrl } from './urls.ts'

type Into = { id: number; slug: string }

/**
 * Thrown instead of NotFound for a ticket that was merged: into one that the viewer may read, or whose reader they become
 * by opening their secret link anew.
 */
export class Merged extends Error {
  readonly into: Into | undefined
  readonly link: LinkedTicket | undefined
  constructor({ into, link }: { into?: Into; link?: LinkedTicket }) {
    super('the ticket was merged into another one')
    this.name = 'Merged'
    this.into = into
    this.link = link
  }
}

export type NewPlace = { url: string; status: 301 | 303 | 307 }

/** For answerErrors: where whoever asked for the merged ticket is sent; undefined for any other error. */
export function mergedPlace(secret: string): (error: unknown, request: FastifyRequest) => NewPlace | undefined {
  return (error, { url, method }) => {
    if (!(error instanceof Merged)) return undefined
    const { into, link } = error
    if (link) return { url: secretLinkPath(linkToken(secret, link)), status: 303 }
    if (!into) return undefined
    const reads = method === 'GET' || method === 'HEAD'
    // What somebody wrote while it was merged must not be lost: the browser sends it once more, to the ticket of today.
    const path = /^(\/desk)?\/tickets\/\d+\/replies$/.exec(url)
    if (!reads && path) return { url: `${path[1] ?? ''}/tickets/${into.id}/replies`, status: 307 }
    if (url.startsWith('/desk/')) return { url: deskTicketUrl(into.id), status: 303 }
    return { url: ticketUrl(into), status: reads ? 301 : 303 }
  }
}

import type { StatusRow } from '../../db/schema.ts'
import { answeredStatus, type Taxonomy } from '../../taxonomy/rules.ts'
import type { Ticket } from '../queries.ts'

export const MODES = ['public', 'private', 'note'] as const
export type Mode = (typeof MODES)[number]

/** As many articles as one reply may rest on. */
export const MOST_ARTICLES = 10

/**
 * The status a public reply leads to when nobody chooses another. Only a question is answered by answering; a problem is
 * not fixed by a reply, nor is an idea completed. undefined: it stays as it is.
 */
export function usualStatus(taxonomy: Taxonomy, ticket: Pick<Ticket, 'kind' | 'phase'>): StatusRow | undefined {
  return ticket.kind === 'question' && ticket.phase !== 'done' ? answeredStatus(taxonomy, 'question') : undefined
}

/** The first public answer to a question is the official one unless staff say otherwise. */
export function usuallyOfficial(ticket: Pick<Ticket, 'kind' | 'first_public_reply_at' | 'official_reply_id'>): boolean {
  return ticket.kind === 'question' && ticket.first_public_reply_at === null && ticket.official_reply_id === null
}

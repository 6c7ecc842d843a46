/** Mails about a ticket to an address that nobody has proven: a fixed text and the secret link, never anybody's words. */
import type { Trx } from '../db/schema.ts'
import { isLanguage, type Language } from '../i18n/languages.ts'
import { put } from '../notify/outbox.ts'
import { linkToken } from '../people/secret-links.ts'
import { secretLinkPath } from '../people/urls.ts'
import type { Ticket } from './queries.ts'

type Linked = Pick<Ticket, 'id' | 'link_version'>

export const ticketLink = (secret: string, { id, link_version: version }: Linked) =>
  secretLinkPath(linkToken(secret, { id, version }))

/** "We have it", once a ticket, to the requester who left an address. False when there is none or it has its fill. */
export async function putReceipt(
  trx: Trx,
  secret: string,
  ticket: Linked & Pick<Ticket, 'requester_id'>,
): Promise<boolean> {
  const person = await trx
    .selectFrom('people')
    .select(['id', 'email', 'language'])
    .where('id', '=', ticket.requester_id)
    .executeTakeFirstOrThrow()
  if (person.email === null) return false
  return put(trx, {
    carrier: 'mail',
    dedupeKey: `ticket:${ticket.id}:received`,
    thread: `ticket:${ticket.id}`,
    message: {
      kind: 'fixed',
      name: 'ticket_received',
      to: person.email,
      language: isLanguage(person.language) ? person.language : 'en',
      link: ticketLink(secret, ticket),
      numbers: { number: ticket.id },
      about: { type: 'ticket', id: ticket.id, readerId: person.id },
    },
  })
}

/** The secret link to whoever holds the ticket. False when the address has had its fill for today. */
export async function putLink(
  trx: Trx,
  secret: string,
  ticket: Linked & Pick<Ticket, 'requester_id'>,
  { to, language }: { to: string; language: Language },
): Promise<boolean> {
  return put(trx, {
    carrier: 'mail',
    thread: `ticket:${ticket.id}`,
    message: {
      kind: 'fixed',
      name: 'ticket_link',
      to,
      language,
      link: ticketLink(secret, ticket),
      numbers: { number: ticket.id },
      about: { type: 'ticket', id: ticket.id, readerId: ticket.requester_id },
    },
  })
}

/** News without words of anybody's: the text is the mail's own. */
export type TicketNews = 'ticket_status' | 'ticket_acknowledged' | 'ticket_reminded' | 'ticket_closed'

/**
 * "There is something new", to the requester who left an address: that staff answered, or where the ticket stands now.
 * Never what was said. False when there is no address, or the requester is the one who acted.
 */
export async function putNews(
  trx: Trx,
  secret: string,
  ticket: Linked & Pick<Ticket, 'requester_id'>,
  news: { name: 'ticket_replied'; replyId: number } | { name: TicketNews },
  actorId: number | null,
): Promise<boolean> {
  if (ticket.requester_id === actorId) return false
  const person = await trx
    .selectFrom('people')
    .select(['id', 'email', 'language'])
    .where('id', '=', ticket.requester_id)
    .executeTakeFirstOrThrow()
  if (person.email === null) return false
  const replied = news.name === 'ticket_replied'
  return put(trx, {
    carrier: 'mail',
    dedupeKey: replied ? `reply:${news.replyId}:requester` : undefined,
    thread: `ticket:${ticket.id}`,
    message: {
      kind: 'fixed',
      name: news.name,
      to: person.email,
      language: isLanguage(person.language) ? person.language : 'en',
      link: ticketLink(secret, ticket),
      numbers: { number: ticket.id },
      about: replied
        ? { type: 'reply', id: news.replyId, readerId: person.id }
        : { type: 'ticket', id: ticket.id, readerId: person.id },
    },
  })
}

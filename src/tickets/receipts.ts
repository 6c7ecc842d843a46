/** Mails about a ticket to an address that nobody has proven: a fixed text and the secret link, never anybody's words. */
import type { Trx } from '../db/schema.ts'
import { isLanguage, type Language } from '../i18n/languages.ts'
import type { FixedMail } from '../notify/messages.ts'
import { put } from '../notify/outbox.ts'
import { guestToken } from '../people/guest-links.ts'
import { linkToken } from '../people/secret-links.ts'
import { guestLinkPath, secretLinkPath } from '../people/urls.ts'
import { listGuests } from './guests.ts'
import type { Ticket } from './queries.ts'

type Linked = Pick<Ticket, 'id' | 'link_version'>

export const ticketLink = (secret: string, { id, link_version: version }: Linked) =>
  secretLinkPath(linkToken(secret, { id, version }))

type Letter = Pick<FixedMail, 'name' | 'link' | 'numbers'> & {
  /** What it is about, and on which ticket's thread it goes. */
  ticketId: number
  replyId?: number
  dedupeKey?: string | undefined
}

/** A fixed text to somebody who left an address, in their language. False when there is none, or it has its fill. */
export async function putToPerson(
  trx: Trx,
  personId: number,
  { name, link, numbers, ticketId, replyId, dedupeKey }: Letter,
): Promise<boolean> {
  const person = await trx
    .selectFrom('people')
    .select(['id', 'email', 'language'])
    .where('id', '=', personId)
    .executeTakeFirstOrThrow()
  if (person.email === null) return false
  return put(trx, {
    carrier: 'mail',
    dedupeKey,
    thread: `ticket:${ticketId}`,
    message: {
      kind: 'fixed',
      name,
      to: person.email,
      language: isLanguage(person.language) ? person.language : 'en',
      link,
      numbers,
      about:
        replyId === undefined
          ? { type: 'ticket', id: ticketId, readerId: person.id }
          : { type: 'reply', id: replyId, readerId: person.id },
    },
  })
}

/** "We have it", once a ticket, to the requester who left an address. False when there is none or it has its fill. */
export async function putReceipt(
  trx: Trx,
  secret: string,
  ticket: Linked & Pick<Ticket, 'requester_id'>,
): Promise<boolean> {
  return putToPerson(trx, ticket.requester_id, {
    name: 'ticket_received',
    link: ticketLink(secret, ticket),
    numbers: { number: ticket.id },
    ticketId: ticket.id,
    dedupeKey: `ticket:${ticket.id}:received`,
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

type News = { name: 'ticket_replied'; replyId: number } | { name: TicketNews }

/** News to everyone who follows by mail: whoever asked, and guests; see putToRequester and putToGuests. */
export async function putNews(
  trx: Trx,
  secret: string,
  ticket: Linked & Pick<Ticket, 'requester_id'>,
  news: News,
  actorId: number | null,
): Promise<boolean> {
  await putToGuests(trx, secret, ticket, news, actorId)
  return putToRequester(trx, secret, ticket, news, actorId)
}

/** "There is something new", to guests who have an address: about what every reader of the ticket may read. */
async function putToGuests(
  trx: Trx,
  secret: string,
  ticket: Linked,
  news: News,
  actorId: number | null,
): Promise<void> {
  const replyId = news.name === 'ticket_replied' ? news.replyId : undefined
  if (replyId === undefined && news.name !== 'ticket_status') return
  const guests = (await listGuests(trx, ticket.id)).filter(
    ({ until, email, personId }) => until === null && email !== null && personId !== actorId,
  )
  if (guests.length === 0 || (replyId !== undefined && !(await isForAllReaders(trx, replyId)))) return
  for (const { personId, email, language } of guests) {
    await put(trx, {
      carrier: 'mail',
      dedupeKey: replyId === undefined ? undefined : `reply:${replyId}:guest:${personId}`,
      thread: `ticket:${ticket.id}`,
      message: {
        kind: 'fixed',
        name: 'guest_replied',
        to: email as string,
        language: isLanguage(language) ? language : 'en',
        link: guestLinkPath(guestToken(secret, { ticketId: ticket.id, personId })),
        numbers: { number: ticket.id },
        about:
          replyId === undefined
            ? { type: 'ticket', id: ticket.id, readerId: personId }
            : { type: 'reply', id: replyId, readerId: personId },
      },
    })
  }
}

/** "You are waited for", to guests who have an address, each with their own link. */
export async function putGuestReminders(trx: Trx, secret: string, ticketId: number): Promise<void> {
  for (const { personId, email, language, until } of await listGuests(trx, ticketId)) {
    if (until !== null || email === null) continue
    await put(trx, {
      carrier: 'mail',
      thread: `ticket:${ticketId}`,
      message: {
        kind: 'fixed',
        name: 'guest_reminded',
        to: email,
        language: isLanguage(language) ? language : 'en',
        link: guestLinkPath(guestToken(secret, { ticketId, personId })),
        numbers: { number: ticketId },
        about: { type: 'ticket', id: ticketId, readerId: personId },
      },
    })
  }
}

async function isForAllReaders(trx: Trx, replyId: number): Promise<boolean> {
  const reply = await trx.selectFrom('replies').select('audience').where('id', '=', replyId).executeTakeFirst()
  return reply?.audience === 'public'
}

/**
 * "There is something new", to the requester who left an address: that staff answered, or where the ticket stands now.
 * Never what was said. False when there is no address, or the requester is the one who acted.
 */
async function putToRequester(
  trx: Trx,
  secret: string,
  ticket: Linked & Pick<Ticket, 'requester_id'>,
  news: News,
  actorId: number | null,
): Promise<boolean> {
  if (ticket.requester_id === actorId) return false
  return putToPerson(trx, ticket.requester_id, {
    name: news.name,
    link: ticketLink(secret, ticket),
    numbers: { number: ticket.id },
    ticketId: ticket.id,
    ...(news.name === 'ticket_replied' && { replyId: news.replyId, dedupeKey: `reply:${news.replyId}:requester` }),
  })
}

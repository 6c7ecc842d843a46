import type { Page } from '../../web/render.ts'
import type { Ticket } from '../queries.ts'
import { type ListedTicket, type TicketWords, ticketRow } from '../rows.ts'
import { deskActUrl, deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import type { Person } from './queries.ts'
import { whoStays } from './rules.ts'

type Context = { ticket: Ticket; spot: string; person: Person }

const nameOf = ({ name }: Person, { t }: TicketWords) => name || t('tickets.anonymous')

/** First: who else might this be? */
export function findPage(
  { ticket, spot, person, words: typed, found }: Context & { words: string; found: Person[] },
  words: TicketWords,
): Page {
  const { t } = words
  return {
    template: 'tickets/joining/find',
    title: t('joining.title'),
    area: 'desk',
    model: {
      ...contextOf(ticket, spot),
      name: nameOf(person, words),
      typed,
      heading: t(typed ? 'merging.found' : 'joining.alike'),
      found: found.map((one) => ({
        url: `${deskActUrl(ticket.id, 'person')}?${new URLSearchParams({ other: String(one.id), ...(spot && { [SPOT_FIELD]: spot }) })}`,
        ...personWords(one, words),
      })),
    },
  }
}

export type Side = { person: Person; tickets: { rows: ListedTicket[]; more: boolean }; asides: number }

/** Then: this one, and this is what it opens to whom. */
export function joinPage(
  { ticket, spot, sides }: { ticket: Ticket; spot: string; sides: [Side, Side] },
  words: TicketWords,
): Page {
  const { t } = words
  const [one, other] = sides
  const { into } = whoStays(one.person.id, other.person.id)
  const stays = one.person.id === into ? one.person : other.person
  const goes = stays === one.person ? other.person : one.person
  const address = stays.email ?? goes.email
  const drops = stays.email && goes.email && stays.email.toLowerCase() !== goes.email.toLowerCase() ? goes.email : ''
  return {
    template: 'tickets/joining/join',
    title: t('joining.confirm_title'),
    area: 'desk',
    model: {
      ...contextOf(ticket, spot),
      other: other.person.id,
      sides: (
        [
          [one, other],
          [other, one],
        ] as const
      ).map(([side, reader]) => ({
        ...personWords(side.person, words),
        reads: readersOf(reader, words),
        hidden: hiddenIn(side, words),
        tickets: side.tickets.rows.map((row) => ({ ...ticketRow(row, words), url: deskTicketUrl(row.id) })),
        more: side.tickets.more,
      })),
      means: [
        t('joining.one_list'),
        address ? t('joining.notices', { address: `\u2068${address}\u2069` }) : t('joining.no_notices'),
        ...(drops ? [t('joining.address_dropped', { address: `\u2068${drops}\u2069` })] : []),
        t('merging.undo'),
      ],
      warning: stays.email_verified_at || goes.email_verified_at ? t('joining.sure') : t('joining.unproven'),
    },
  }
}

/** "Two browsers known as B will read all of this." */
function readersOf({ person: reader }: Side, words: TicketWords): string {
  const name = `\u2068${nameOf(reader, words)}\u2069`
  return reader.browsers > 0
    ? words.t('joining.browsers_read', { count: reader.browsers, name })
    : words.t('joining.nobody_reads', { name })
}

/** What of it strangers do not read. */
function hiddenIn({ tickets, asides }: Side, { t }: TicketWords): string[] {
  const hidden = tickets.rows.filter(({ visibility }) => visibility === 'private').length
  return [
    ...(hidden > 0 ? [t('joining.private_ones', { count: hidden })] : []),
    ...(asides > 0 ? [t('joining.asides', { count: asides })] : []),
  ]
}

function personWords(person: Person, words: TicketWords) {
  return {
    id: person.id,
    name: nameOf(person, words),
    email: person.email,
    proven: person.email_verified_at !== null,
    since: person.created_at,
    browsers: words.t('joining.browsers', { count: person.browsers }),
    asked: words.t('joining.asked', { count: person.asked }),
  }
}

const contextOf = (ticket: Ticket, spot: string) => ({
  ticket: { title: ticket.title, language: ticket.language },
  back: deskTicketUrl(ticket.id, spot),
  action: deskActUrl(ticket.id, 'person'),
  spot: { name: SPOT_FIELD, value: spot },
})

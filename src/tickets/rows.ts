/** A ticket and its writers in words, alike in every list; for the pages here and for the rooms above this one. */
import type { FastifyReply } from 'fastify'
import type { TicketRow } from '../db/schema.ts'
import type { House } from '../house.ts'
import type { Language, Translate } from '../i18n/languages.ts'
import { statusName, type Taxonomy } from '../taxonomy/rules.ts'
import { initialsOf } from '../text/initials.ts'
import { ticketUrl } from './urls.ts'

/** What `ticketRow` needs of a ticket; `.select(ROW_COLUMNS)`. */
export const ROW_COLUMNS = [
  'tickets.id',
  'tickets.slug',
  'tickets.title',
  'tickets.language',
  'tickets.kind',
  'tickets.status_id',
  'tickets.visibility',
  'tickets.review_state',
  'tickets.requester_name',
  'tickets.by_staff',
  'tickets.created_at',
  'tickets.vote_count',
  'tickets.reply_count',
] as const

type Bare<Column> = Column extends `tickets.${infer Name}` ? Name : never
export type ListedTicket = Pick<TicketRow, Bare<(typeof ROW_COLUMNS)[number]>>

/** What it takes to speak of tickets: the interface's words, and the admin's statuses and categories. */
export type TicketWords = {
  t: Translate
  language: Language
  siteLanguage: Language
  taxonomy: Taxonomy
}
/** For pages that tell search engines whose they are. */
export type NamedTicketWords = TicketWords & { siteName: string }

/** `contentLanguage`: of a page that is one text, see PageWords. */
export function ticketWords(house: House, reply: FastifyReply, contentLanguage?: string): NamedTicketWords {
  const { t, language } = reply.words(contentLanguage)
  const { name, language: siteLanguage } = house.settings.now
  return { t, language, siteLanguage, siteName: name, taxonomy: house.taxonomy.now }
}

/** For views/frame/_ticket-row. */
export function ticketRow(ticket: ListedTicket, words: TicketWords) {
  const { t } = words
  return {
    url: ticketUrl(ticket),
    title: ticket.title,
    language: ticket.language,
    status: statusWords(ticket.status_id, words),
    kind: ticket.kind,
    kindName: t(`kinds.${ticket.kind}`),
    askedAt: ticket.created_at,
    author: ticket.requester_name || t('tickets.anonymous'),
    votes: ticket.vote_count,
    votesText: ticket.vote_count > 0 ? votesText(ticket, t) : '',
    replies: ticket.reply_count,
    repliesText: ticket.reply_count > 0 ? t('tickets.replies', { count: ticket.reply_count }) : '',
    private: ticket.visibility === 'private',
    unreviewed: ticket.review_state === 'unreviewed',
    held: ticket.review_state === 'held',
  }
}

/** For views/frame/_status. One that another process made a moment ago has no name here yet; the page goes on without. */
export function statusWords(statusId: number, { taxonomy, t, language, siteLanguage }: TicketWords) {
  const status = taxonomy.statuses.get(statusId)
  return {
    id: statusId,
    name: status ? statusName(status, t, language, siteLanguage) : '',
    phase: status?.phase ?? ('open' as const),
  }
}

/** "12 people have this", "12 people want this". */
export function votesText({ kind, vote_count }: Pick<TicketRow, 'kind' | 'vote_count'>, t: Translate): string {
  return t(kind === 'idea' ? 'tickets.votes_idea' : 'tickets.votes', { count: vote_count })
}

export type Writer = { name: string; byStaff: boolean; isRequester?: boolean }

/** For views/frame/_author and _disc. Only staff get the staff mark, and it stands outside of the name. */
export function authorWords({ name, byStaff, isRequester = false }: Writer, t: Translate) {
  const shown = name || t(byStaff ? 'frame.team' : 'tickets.anonymous')
  return {
    name: shown,
    initials: initialsOf(shown),
    disc: discOf(name),
    staff: byStaff,
    requester: isRequester && !byStaff,
  }
}

/** One of the eight colours, by the name alone: the same person looks the same on every page. */
function discOf(name: string): number {
  let sum = 7
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521
  return sum % 8
}

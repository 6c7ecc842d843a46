/** The page of one ticket: read by strangers and engines, used by its requester, the same template for both. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { writePlace } from '../db/cursor.ts'
import type { House } from '../house.ts'
import { nameIn } from '../taxonomy/rules.ts'
import { categoryUrl, tagUrl } from '../taxonomy/urls.ts'
import { formatDuration } from '../text/dates.ts'
import { excerpt } from '../text/excerpt.ts'
import type { Crumb } from '../web/render.ts'
import { actsOf, keptWords, privateBand, type ReplyForm, replyBox } from './acts.ts'
import { type Conversation, type ReplyTurn, readConversation } from './conversation.ts'
import { incidentBand } from './incident-band.ts'
import { standingOf, type Ticket } from './queries.ts'
import { authorWords, statusWords, type TicketWords, ticketWords } from './rows.ts'
import { getSurroundedTicket, type SurroundedTicket } from './surroundings.ts'
import { articleCards, bodyHtml, filesOf, messageWords, type Told, threadOf, wordsOf } from './thread.ts'
import { ticketsUrl, ticketUrl } from './urls.ts'

export type Shown = {
  /** Just asked: the page begins with what happens next. */
  isNew?: boolean
  turn?: ReplyTurn
  /** Comes back with what was typed and why it could not be sent. */
  replyForm?: ReplyForm
  status?: number
}

/**
 * `ticket` was loaded for this viewer, best with its surroundings. Costs one statement then; one more when the answer
 * stands on another page of replies.
 */
export async function showTicket(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  ticket: Ticket | SurroundedTicket,
  { isNew = false, turn = {}, replyForm, status }: Shown = {},
): Promise<FastifyReply> {
  const { viewer } = request
  const standing = standingOf(ticket, viewer)
  const around = 'changes' in ticket ? ticket : await getSurroundedTicket(house.db, viewer, ticket.id)
  const conversation = await readConversation(house.db, viewer, ticket, standing === 'requester', turn)
  const words = ticketWords(house, reply, ticket.language)
  const told: Told = { ticket, words, standing, viewer, around }
  const kept = isNew && standing === 'requester' ? await keptWords(house, told) : undefined
  const isFirst = !turn.past && !turn.before && !turn.last
  const category = categoryOf(ticket, words)
  return reply.page({
    template: 'tickets/ticket',
    title: ticket.title,
    description: descriptionOf(ticket, conversation),
    canonical: ticketUrl(ticket) + placeWords(turn),
    index: ticket.visibility === 'public' && ticket.review_state === 'approved' && isFirst,
    lang: ticket.language,
    breadcrumbs: crumbs(ticket, category, words),
    lastModified: ticket.changed_at,
    status,
    model: {
      kept,
      band: ticket.visibility === 'private' && !kept ? privateBand(house, told) : undefined,
      held: ticket.review_state === 'held' && !kept,
      incident: await incidentBand(house, reply, told),
      head: headWords(told),
      // Further pages of a long conversation show only their part of it.
      body: isFirst ? { bodyHtml: bodyHtml(ticket), language: ticket.language, files: filesOf(told, null) } : undefined,
      unreviewed: ticket.review_state === 'unreviewed',
      questionMissing: ticket.question_missing,
      answer: isFirst && conversation.answer ? answerWords(conversation.answer, told) : undefined,
      articles: articleCards(told, { notOf: isFirst ? conversation.answer?.id : undefined }),
      thread: threadOf(conversation, told),
      repliesText: repliesText(ticket, conversation, words),
      pager: pagerOf(ticket, conversation),
      acts: actsOf(house, told),
      reply: replyBox(house, told, replyForm),
      side: {
        category,
        tags: around.tags.map(({ name }) => ({ name, url: tagUrl(name) })),
        changedAt: ticket.changed_at,
        related: around.related.map((row) => ({
          url: ticketUrl(row),
          title: row.title,
          language: row.language,
          status: statusWords(row.status_id, words),
        })),
      },
    },
  })
}

/** Whoever wrote what only they see finds it counted. */
function repliesText({ reply_count }: Ticket, { replies }: Conversation, { t }: TicketWords): string {
  const count = reply_count + replies.filter(({ is_shadowed }) => is_shadowed).length
  return count > 0 ? t('tickets.replies', { count }) : ''
}

function headWords({ ticket, words }: Told) {
  const { t, language } = words
  const first = ticket.visibility === 'public' ? ticket.first_public_reply_at : ticket.first_reply_at
  const waited = first && Math.max(0, first.getTime() - ticket.created_at.getTime())
  return {
    title: ticket.title,
    language: ticket.language,
    status: statusWords(ticket.status_id, words),
    kindName: t(`kinds.${ticket.kind}`),
    askedAt: ticket.created_at,
    author: authorWords({ name: ticket.author_name || ticket.requester_name, byStaff: ticket.by_staff }, t),
    edited: ticket.edited_at !== null,
    firstReply:
      waited === null || ticket.question_missing
        ? ''
        : t('tickets.first_reply', { time: formatDuration(waited, language) }),
  }
}

function answerWords(answer: NonNullable<Conversation['answer']>, told: Told) {
  const isOfficial = answer.id === told.ticket.official_reply_id
  return {
    title: told.words.t(isOfficial ? 'tickets.official_answer' : 'tickets.solving_answer'),
    message: messageWords(answer, told),
    cards: articleCards(told, { of: answer.id }),
  }
}

function categoryOf(ticket: Ticket, { taxonomy, language, siteLanguage }: TicketWords) {
  const category = ticket.category_id === null ? undefined : taxonomy.categories.get(ticket.category_id)
  return category && { name: nameIn(category.names, language, siteLanguage), url: categoryUrl(category.slug) }
}

function crumbs(ticket: Ticket, category: Crumb | undefined, { t }: TicketWords): Crumb[] {
  const own = { name: ticket.title, url: ticketUrl(ticket) }
  return [{ name: t('frame.tickets'), url: ticketsUrl() }, ...(category ? [category] : []), own]
}

/** What the answer says, for it is what a searcher looks for; the question's beginning until there is one. */
function descriptionOf(ticket: Ticket, { answer, replies }: Conversation): string {
  const told = answer ?? replies.find(({ by_staff, audience }) => by_staff && audience === 'public')
  const text = told ? excerpt(wordsOf(told.html)) : ''
  return text || excerpt(ticket.excerpt)
}

function placeWords({ past, before, last }: ReplyTurn): string {
  if (last) return '?replies=last'
  if (before) return `?before=${writePlace(before)}`
  return past ? `?after=${writePlace(past)}` : ''
}

function pagerOf(ticket: Ticket, { older, newer }: Conversation) {
  return {
    newer: newer && ticketUrl(ticket) + placeWords({ past: newer }),
    older: older && ticketUrl(ticket) + placeWords({ before: older }),
  }
}

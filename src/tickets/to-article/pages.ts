import type { ReplyRow } from '../../db/schema.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { type Choice, type Found, guardWords } from '../guard.ts'
import type { Ticket } from '../queries.ts'
import { deskReplyActUrl, deskTicketUrl, replyAnchor } from '../urls.ts'

/** An article is read by everybody and says of nobody who asked: what looks private is named before there is a draft. */
export function guardPage(
  ticket: Ticket,
  reply: Pick<ReplyRow, 'id'>,
  { found, choice }: { found: readonly Found[]; choice: Choice },
  { t }: PageWords,
): Page {
  return {
    template: 'tickets/to-article/guarded',
    title: t('guard.article_title'),
    area: 'desk',
    model: {
      ticket: { title: ticket.title, language: ticket.language },
      back: `${deskTicketUrl(ticket.id)}#${replyAnchor(reply.id)}`,
      action: deskReplyActUrl(reply.id, 'article'),
      guard: { ...guardWords(found, choice, t), legend: t('guard.article_legend') },
    },
  }
}

/** A reply that is worth an article: its words become a draft, and the ticket is linked to it from the start. */
import type { Author } from '../../articles/writing/commands.ts'
import { startArticle } from '../../articles/writing/commands.ts'
import type { ReplyRow, Trx } from '../../db/schema.ts'
import { type Hidden, hideIn } from '../../text/private-data/hide.ts'
import { type Actor, record } from '../events.ts'
import type { Ticket } from '../queries.ts'
import { wordIn } from '../redaction.ts'
import { TITLE_MAX } from '../writing.ts'
import { findArticleOf, tagsOfTicket } from './queries.ts'

/** The draft's number; a second click finds the first one's. `hidden`: what is of this ticket alone stands as marks. */
export async function makeArticle(
  trx: Trx,
  ticket: Ticket,
  reply: ReplyRow,
  author: Author,
  hidden: readonly Hidden[] = [],
): Promise<number> {
  const known = await findArticleOf(trx, reply.id)
  if (known !== undefined) return known
  const language = [reply.language, ticket.language].find((one) => one !== 'und')
  const draft = {
    title: hideIn(ticket.title, hidden, wordIn(ticket.language), 'line').slice(0, TITLE_MAX),
    summary: '',
    source: hideIn(reply.source, hidden, wordIn(reply.language)),
    language,
    state: 'draft' as const,
    categoryId: ticket.category_id,
    tags: await tagsOfTicket(trx, ticket.id),
  }
  const articleId = await startArticle(trx, draft, author, { replyId: reply.id, ticketId: ticket.id })
  // Customers see links to published articles only. Nothing they can read has changed yet, so the ticket is not touched.
  await trx
    .insertInto('links')
    .values({ ticket_id: ticket.id, article_id: articleId, reply_id: reply.id, linked_by: author.personId })
    .execute()
  const actor: Actor = { personId: author.personId, byStaff: true }
  await record(trx, ticket.id, 'linked', actor, { article_id: articleId, reply_id: reply.id })
  return articleId
}

import type { Db } from '../../db/schema.ts'
import { type Hidden, placesOf } from '../../text/private-data/hide.ts'
import { NotFound } from '../../web/errors.ts'
import type { Viewer } from '../../web/viewer.ts'
import { getReply, type Ticket } from '../queries.ts'

/** The ticket's own text, or one of its public replies. */
export type Message = {
  replyId: number | undefined
  title: string
  source: string
  language: string
  byStaff: boolean
  personId: number
  authorName: string
  at: Date
}

/** Throws NotFound for a reply of another ticket, and for one that is not public: there is nothing to split off. */
export async function getMessage(
  db: Db,
  viewer: Viewer,
  ticket: Ticket,
  replyId: number | undefined,
): Promise<Message> {
  if (replyId === undefined) {
    return {
      replyId,
      title: ticket.title,
      source: ticket.source,
      language: ticket.language,
      byStaff: ticket.by_staff,
      personId: ticket.requester_id,
      authorName: ticket.requester_name,
      at: ticket.created_at,
    }
  }
  const reply = await getReply(db, viewer, replyId)
  if (reply.ticket_id !== ticket.id || reply.audience !== 'public') throw new NotFound()
  return {
    replyId,
    title: '',
    source: reply.source,
    language: reply.language,
    byStaff: reply.by_staff,
    personId: reply.person_id,
    authorName: reply.author_name,
    at: reply.created_at,
  }
}

/** Files that strangers can open, or could once the ticket is public: nobody but a person can tell what they show. */
export async function listOpenFiles(db: Db, ticketId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('attachments')
    .leftJoin('replies', 'replies.id', 'attachments.reply_id')
    .select('attachments.name')
    .where('attachments.ticket_id', '=', ticketId)
    .where((eb) => eb.or([eb('attachments.reply_id', 'is', null), eb('replies.audience', '=', 'public')]))
    .orderBy('attachments.id')
    .execute()
  return rows.map(({ name }) => name)
}

/** Articles made of replies here that hold one of these words: they are texts of their own. */
export async function listArticlesWith(db: Db, ticketId: number, hidden: readonly Hidden[]) {
  if (hidden.length === 0) return []
  const rows = await db
    .selectFrom('articles')
    .innerJoin('replies', 'replies.id', 'articles.from_reply_id')
    .select(['articles.id', 'articles.title', 'articles.summary', 'articles.source', 'articles.language'])
    .where('replies.ticket_id', '=', ticketId)
    .where('articles.removed_at', 'is', null)
    .orderBy('articles.id')
    .execute()
  return rows.filter(({ title, summary, source }) =>
    [title, summary, source].some((text) => placesOf(text, hidden).length > 0),
  )
}

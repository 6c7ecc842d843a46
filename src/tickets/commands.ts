/** What several acts on a ticket have in common. Each takes a transaction: the act, its event and its counts are one. */
import { type RawBuilder, sql } from 'kysely'
import { articlesListed } from '../articles/rules.ts'
import { weighted } from '../db/full-text.ts'
import type { ReplyRow, StatusRow, TicketRow, Trx } from '../db/schema.ts'
import { plainText } from '../text/plain.ts'
import { Refused } from '../web/errors.ts'
import { setClocks } from './clocks.ts'
import { type Actor, record } from './events.ts'
import type { Ticket } from './queries.ts'
import { linksListed, repliesListed } from './rules.ts'

/** The ticket's row, held against other acts until the transaction ends. */
export async function lockTicket(trx: Trx, ticketId: number): Promise<void> {
  await trx.selectFrom('tickets').select('id').where('id', '=', ticketId).forUpdate().execute()
}

export type StatusChange = {
  /** What the customer reads; must not be empty where the status needs a reason. */
  reason?: string | undefined
  at?: Date
}

/** Throws Refused when the status needs a reason and none is given, or belongs to another kind. */
export async function changeStatus(
  trx: Trx,
  ticket: Pick<Ticket, 'id' | 'kind' | 'status_id' | 'phase'>,
  status: StatusRow,
  actor: Actor,
  { reason = '', at = new Date() }: StatusChange = {},
): Promise<void> {
  if (status.kind !== ticket.kind) throw new Refused('tickets.status_of_other_kind', {}, 422)
  if (status.needs_reason && reason.trim() === '') throw new Refused('tickets.reason_needed', {}, 422)
  if (status.id === ticket.status_id) return
  await trx
    .updateTable('tickets')
    .set({
      status_id: status.id,
      phase: status.phase,
      done_at: status.phase === 'done' ? (ticket.phase === 'done' ? sql`done_at` : at) : null,
      // It is staff's turn only while the ticket is open; a reopened one waits from now. Nobody owes an answer to what
      // is held quietly, however often its author knocks.
      waiting_since:
        status.phase === 'open'
          ? sql`CASE WHEN NOT is_shadowed THEN ${ticket.phase === 'open' ? sql`waiting_since` : at}::timestamptz END`
          : null,
      changed_at: at,
      activity_at: at,
    })
    .where('id', '=', ticket.id)
    .execute()
  await record(
    trx,
    ticket.id,
    'status_changed',
    actor,
    { from: ticket.status_id, to: status.id, reason: reason.trim() },
    at,
  )
  await setClocks(trx, ticket.id)
}

/** Counts votes, replies and first replies anew from the rows, and makes the search vector; after any change of them. */
export async function refreshTicket(trx: Trx, ticketId: number): Promise<void> {
  await recount(trx, ticketId)
  await setClocks(trx, ticketId)
  await indexTicket(trx, ticketId)
}

/** Votes, public replies, first reply of staff (any the requester reads; and public ones), all from the rows. */
export async function recount(trx: Trx, ...ticketIds: number[]): Promise<void> {
  await trx
    .updateTable('tickets')
    .set((eb) => {
      const replies = eb.selectFrom('replies').whereRef('replies.ticket_id', '=', 'tickets.id')
      // A word to somebody else answers nobody; what came from an older ticket was said before this one was asked.
      const ofStaff = replies
        .where('by_staff', '=', true)
        .where('removed_at', 'is', null)
        .where((r) => r.or([r('audience', '=', 'public'), r('addressee_id', '=', r.ref('tickets.requester_id'))]))
        .whereRef('replies.created_at', '>=', 'tickets.created_at')
      const votes = eb.selectFrom('votes').whereRef('votes.ticket_id', '=', 'tickets.id')
      return {
        reply_count: replies.where(repliesListed).select((r) => r.fn.countAll<number>().as('n')),
        vote_count: sql<number>`carried_votes + ${votes.select((v) => v.fn.countAll<number>().as('n'))}`,
        first_reply_at: ofStaff.select((r) => r.fn.min('created_at').as('first')),
        first_public_reply_at: ofStaff
          .where('audience', '=', 'public')
          .select((r) => r.fn.min('created_at').as('first')),
      }
    })
    .where('tickets.id', 'in', ticketIds)
    .execute()
}

/** Bounds of what is searched: Postgres refuses a vector above 1 MB, and a page is found by its beginning. */
const SEARCHED = { body: 20_000, reply: 4_000, replies: 30 }

/** Title over text over official answer over replies; public replies only, whoever may read the ticket. */
export async function indexTicket(trx: Trx, ticketId: number): Promise<void> {
  const ticket = await trx
    .selectFrom('tickets')
    .select(['title', 'source', 'language', 'official_reply_id'])
    .where('id', '=', ticketId)
    .executeTakeFirstOrThrow()
  const replies = await trx
    .selectFrom('replies')
    .select(['id', 'source', 'language'])
    .where('ticket_id', '=', ticketId)
    .where(repliesListed)
    .orderBy('created_at')
    .limit(SEARCHED.replies)
    .execute()
  await trx
    .updateTable('tickets')
    .set({ search: searchVector(ticket, replies) })
    .where('id', '=', ticketId)
    .execute()
}

type Searched = Pick<TicketRow, 'title' | 'source' | 'language'> & Partial<Pick<TicketRow, 'official_reply_id'>>

/** What a ticket is found by, as `indexTicket` stores it. */
export function searchVector(
  { title, source, language, official_reply_id }: Searched,
  replies: readonly Pick<ReplyRow, 'id' | 'source' | 'language'>[] = [],
): RawBuilder<string> {
  const parts = [
    weighted(language, title, 'A'),
    weighted(language, plainText(source).slice(0, SEARCHED.body), 'B'),
    ...replies.map((reply) =>
      weighted(
        reply.language,
        plainText(reply.source).slice(0, SEARCHED.reply),
        reply.id === official_reply_id ? 'C' : 'D',
      ),
    ),
  ]
  return sql<string>`${sql.join(parts, sql` || `)}`
}

/**
 * "Answered by": shown on the ticket, counted on the article. Linking twice is linking once; what a private reply has
 * linked is linked anew by one that everybody reads, or by none.
 */
export async function linkArticle(
  trx: Trx,
  ticketId: number,
  articleId: number,
  actor: Actor,
  replyId: number | null = null,
): Promise<void> {
  const linked = await trx
    .insertInto('links')
    .values({ ticket_id: ticketId, article_id: articleId, reply_id: replyId, linked_by: actor.personId })
    .onConflict((conflict) =>
      conflict
        .columns(['ticket_id', 'article_id'])
        .doUpdateSet({ reply_id: replyId })
        .where((eb) => eb.not(linksListed(eb)))
        .where((eb) => (replyId === null ? eb.lit(true) : eb.exists(readByAll(trx, replyId)))),
    )
    .returning('article_id')
    .executeTakeFirst()
  if (!linked) return
  // What strangers do not see must not move the date they see: a link to what only staff reads, or of a private reply.
  const shown = await trx
    .selectFrom('articles')
    .innerJoin('links', 'links.article_id', 'articles.id')
    .select('articles.id')
    .where('articles.id', '=', articleId)
    .where('links.ticket_id', '=', ticketId)
    .where(articlesListed)
    .where(linksListed)
    .executeTakeFirst()
  if (shown) await touch(trx, ticketId)
  await record(trx, ticketId, 'linked', actor, { article_id: articleId, reply_id: replyId })
}

function readByAll(trx: Trx, replyId: number) {
  return trx.selectFrom('replies').select('id').where('id', '=', replyId).where(repliesListed)
}

/** Something that readers can see has changed: moves Last-Modified and the list by activity. Never for notes. */
export async function touch(trx: Trx, ticketId: number, at: Date = new Date()): Promise<void> {
  await trx.updateTable('tickets').set({ changed_at: at, activity_at: at }).where('id', '=', ticketId).execute()
}

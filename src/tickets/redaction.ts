/**
 * Hiding something in what the public reads. The row's own title, text, extract, address and search become the redacted
 * ones, so that nothing that reads the row can tell more; what stood there is kept for staff (table redactions).
 */
import { sql } from 'kysely'
import { PREPARED } from '../db/prepared.ts'
import type { Db, ReplyRow, Trx } from '../db/schema.ts'
import { isLanguage, translator } from '../i18n/languages.ts'
import type { Poster } from '../text/private-data/find.ts'
import { type Hidden, type HiddenKind, hideIn } from '../text/private-data/hide.ts'
import { asideTexts, readAsides, redactAsides } from './asides.ts'
import { indexTicket } from './commands.ts'
import { type Actor, record } from './events.ts'
import { type Found, lookOver } from './guard.ts'
import type { Ticket } from './queries.ts'
import { composeReplyText, composeTicketText, type ReplyText, TITLE_MAX, type TicketText } from './writing.ts'

type Redactable = Pick<
  Ticket,
  'id' | 'title' | 'source' | 'language' | 'by_staff' | 'requester_id' | 'requester_name' | 'text_hash'
>

/** "e-mail address removed", in the language of the text: it is part of it from now on. */
export function wordIn(language: string): (kind: HiddenKind) => string {
  const t = translator(isLanguage(language) ? language : 'en')
  return (kind) => t(`guard.removed_${kind}`)
}

/** The text as the public reads it; the hash stays that of what was sent, by which a second sending is known. */
export function redactedTicket(text: TicketText, hidden: readonly Hidden[], author: Author): TicketText {
  const word = wordIn(text.language)
  const title = hideIn(text.title, hidden, word, 'line').slice(0, TITLE_MAX)
  const composed = composeTicketText(title, hideIn(text.source, hidden, word), { ...author, language: text.language })
  return { ...composed, text_hash: text.text_hash }
}

export function redactedReply(text: ReplyText, hidden: readonly Hidden[], author: Author): ReplyText {
  const source = hideIn(text.source, hidden, wordIn(text.language))
  return { ...composeReplyText(source, { ...author, language: text.language }), text_hash: text.text_hash }
}

type Author = { byStaff: boolean; siteUrl: string }

/** Who wrote the ticket, for a guard that looks for their own name. What they are shown as is no secret. */
export async function posterOf(db: Db, ticket: Pick<Ticket, 'requester_id' | 'requester_name'>): Promise<Poster> {
  const person = await db
    .selectFrom('people')
    .select(['name', 'email'])
    .where('id', '=', ticket.requester_id)
    .executeTakeFirst()
  return { name: person?.name, email: person?.email, shownName: ticket.requester_name }
}

/** What strangers would read here and may be nobody's business: in title, text, public replies, and beside them. */
export async function findInTicket(db: Db, ticket: Redactable): Promise<Found[]> {
  const replies = await publicReplies(db, ticket.id)
  const texts = [ticket.title, ticket.source, ...replies.map(({ source }) => source)]
  return lookOver([...texts, ...asideTexts(await readAsides(db, ticket.id))], await posterOf(db, ticket))
}

async function publicReplies(db: Db, ticketId: number) {
  return db
    .selectFrom('replies')
    .select(['id', 'source', 'language', 'by_staff', 'text_hash'])
    .where('ticket_id', '=', ticketId)
    .where('audience', '=', 'public')
    .where('removed_at', 'is', null)
    .where('review_state', '!=', 'spam')
    .orderBy('id')
    .execute()
}

/**
 * Hides these wherever they stand in the ticket's title, text, public replies and asides, and answers in how many texts
 * they stood. On a locked ticket. Runs inside `undoable`, which can put back all of it.
 */
export async function redact(
  trx: Trx,
  ticket: Redactable,
  hidden: readonly Hidden[],
  actor: Actor,
  siteUrl: string,
): Promise<number> {
  if (hidden.length === 0) return 0
  let texts = await redactText(trx, ticket, hidden, actor, siteUrl)
  for (const reply of await publicReplies(trx, ticket.id)) {
    texts += await redactReply(trx, ticket.id, reply, hidden, actor, siteUrl)
  }
  const asides = await redactAsides(trx, ticket.id, hidden, wordIn(ticket.language))
  texts += asides.length
  if (texts === 0) return 0
  await trx.updateTable('tickets').set({ changed_at: new Date() }).where('id', '=', ticket.id).execute()
  await indexTicket(trx, ticket.id)
  await record(trx, ticket.id, 'redacted', actor, {
    kinds: kindsOf(hidden),
    texts,
    ...(asides.length > 0 && { asides }),
  })
  return texts
}

export const kindsOf = (hidden: readonly Hidden[]) => [...new Set(hidden.map(({ kind }) => kind))]

async function redactText(
  trx: Trx,
  ticket: Redactable,
  hidden: readonly Hidden[],
  actor: Actor,
  siteUrl: string,
): Promise<number> {
  const { by_staff: byStaff, text_hash } = ticket
  const author = { byStaff, siteUrl, language: ticket.language }
  const composed = redactedTicket(composeTicketText(ticket.title, ticket.source, author), hidden, author)
  if (composed.title === ticket.title && composed.source === ticket.source) return 0
  await keepOriginal(trx, { ticketId: ticket.id, title: ticket.title, source: ticket.source, hidden, actor })
  await trx
    .updateTable('tickets')
    .set({ ...composed, text_hash })
    .where('id', '=', ticket.id)
    .execute()
  return 1
}

async function redactReply(
  trx: Trx,
  ticketId: number,
  reply: Pick<ReplyRow, 'id' | 'source' | 'language' | 'by_staff' | 'text_hash'>,
  hidden: readonly Hidden[],
  actor: Actor,
  siteUrl: string,
): Promise<number> {
  const { by_staff: byStaff, text_hash } = reply
  const author = { byStaff, siteUrl, language: reply.language }
  const composed = redactedReply(composeReplyText(reply.source, author), hidden, author)
  if (composed.source === reply.source) return 0
  await keepOriginal(trx, { ticketId, replyId: reply.id, source: reply.source, hidden, actor })
  await trx
    .updateTable('replies')
    .set({ ...composed, text_hash })
    .where('id', '=', reply.id)
    .execute()
  return 1
}

export type Original = {
  ticketId: number
  replyId?: number
  title?: string
  source: string
  hidden: readonly Hidden[]
  actor: Actor
}

/** The first original stays the original, however often more is hidden in the text. */
export async function keepOriginal(trx: Trx, original: Original): Promise<void> {
  const hidden = JSON.stringify(original.hidden)
  await trx
    .insertInto('redactions')
    .values({
      ticket_id: original.ticketId,
      reply_id: original.replyId ?? null,
      title: original.title ?? null,
      source: original.source,
      hidden,
      redacted_by: original.actor.personId,
    })
    .onConflict((conflict) =>
      conflict
        .column(original.replyId === undefined ? 'ticket_id' : 'reply_id')
        .where('reply_id', original.replyId === undefined ? 'is' : 'is not', null)
        .doUpdateSet({ hidden: sql`redactions.hidden || ${hidden}::jsonb` as never }),
    )
    .execute()
}

export type Redaction = Awaited<ReturnType<typeof listRedactions>>[number]

/** What stood in this ticket's texts before something was hidden; for staff alone. */
export async function listRedactions(db: Db, ticketId: number) {
  return db
    .selectFrom('redactions')
    .leftJoin('replies', 'replies.id', 'redactions.reply_id')
    .select(['redactions.id', 'redactions.reply_id', 'redactions.title', 'redactions.source', 'redactions.created_at'])
    .where((eb) =>
      eb.or([
        eb.and([eb('redactions.ticket_id', '=', ticketId), eb('redactions.reply_id', 'is', null)]),
        eb('replies.ticket_id', '=', ticketId),
      ]),
    )
    .orderBy('redactions.id')
    .modifyEnd(PREPARED)
    .execute()
}

/** The original is the text again; what stands there now is among the earlier texts. On a locked ticket. */
export async function restoreOriginal(
  trx: Trx,
  ticket: Redactable,
  { id, reply_id, title, source }: Redaction,
  actor: Actor & { personId: number },
  siteUrl: string,
): Promise<void> {
  const version = { ticket_id: ticket.id, changed_by: actor.personId }
  if (reply_id === null) {
    const author = { byStaff: ticket.by_staff, siteUrl, language: ticket.language }
    await trx
      .insertInto('text_versions')
      .values({ ...version, title: ticket.title, source: ticket.source })
      .execute()
    await trx
      .updateTable('tickets')
      .set(composeTicketText(title ?? ticket.title, source, author))
      .where('id', '=', ticket.id)
      .execute()
  } else {
    const reply = await trx
      .selectFrom('replies')
      .select(['source', 'language', 'by_staff'])
      .where('id', '=', reply_id)
      .executeTakeFirstOrThrow()
    const author = { byStaff: reply.by_staff, siteUrl, language: reply.language }
    await trx
      .insertInto('text_versions')
      .values({ ...version, reply_id, source: reply.source })
      .execute()
    await trx.updateTable('replies').set(composeReplyText(source, author)).where('id', '=', reply_id).execute()
  }
  await trx.deleteFrom('redactions').where('id', '=', id).execute()
  await trx.updateTable('tickets').set({ changed_at: new Date() }).where('id', '=', ticket.id).execute()
  await indexTicket(trx, ticket.id)
  await record(trx, ticket.id, 'unredacted', actor, reply_id === null ? {} : { reply_id })
}

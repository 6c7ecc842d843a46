/** Staff's reply: words, articles, status, official answer, history and notice are one act, stored whole or not at all. */
import type { Audience, StatusRow, Trx } from '../../db/schema.ts'
import type { AcceptedFile } from '../../files/accept.ts'
import { attach } from '../../files/attachments.ts'
import { listStaff } from '../../people/queries.ts'
import { Refused } from '../../web/errors.ts'
import type { StaffViewer, Viewer } from '../../web/viewer.ts'
import { changeStatus, linkArticle, lockTicket, refreshTicket, touch } from '../commands.ts'
import { type Actor, record } from '../events.ts'
import { mention, readMentions, settleMentions } from '../mentions.ts'
import { getTicket, type Ticket } from '../queries.ts'
import { putNews } from '../receipts.ts'
import { repeatsSince } from '../repeats.ts'
import { OPEN_REVIEW_STATES } from '../rules.ts'
import type { ReplyText } from '../writing.ts'
import { findUnseen, listAddressees, publishedArticles } from './queries.ts'
import type { Mode } from './rules.ts'

export type Answer = {
  ticketId: number
  mode: Mode
  text: ReplyText
  /** Whom a private reply is for; undefined: the requester. */
  addressee?: number | undefined
  /** undefined: it stays as it is. */
  status?: StatusRow | undefined
  reason?: string | undefined
  official: boolean
  articleIds: readonly number[]
  files: readonly AcceptedFile[]
  /** The newest reply the writer could read. */
  seen: number
}

/** Somebody else has written since the page was made: they must be read first. */
export class Overtaken extends Error {
  constructor() {
    super('a reply arrived since the page was made')
    this.name = 'Overtaken'
  }
}

/**
 * Throws Overtaken; Refused when the status, an article or the addressee cannot be had. The same words sent twice are
 * one reply. `approved`: the ticket was waiting for a look, and has now had it.
 */
export async function answer(
  trx: Trx,
  { viewer, staff, secret }: { viewer: Viewer; staff: StaffViewer; secret: string },
  given: Answer,
): Promise<{ replyId: number; approved: boolean }> {
  await lockTicket(trx, given.ticketId)
  const ticket = await getTicket(trx, viewer, given.ticketId)
  const actor = { personId: staff.personId, byStaff: true }
  const same = await findSame(trx, given, staff.personId)
  if (same) return { replyId: same.id, approved: false }
  const forReaders = given.mode !== 'note'
  // A note answers nobody, so nothing can overtake it.
  if (forReaders && (await findUnseen(trx, ticket.id, given.seen, staff.personId))) throw new Overtaken()
  const at = new Date()
  const replyId = await insert(trx, ticket, given, staff, at)
  await attach(trx, { ticket_id: ticket.id, reply_id: replyId }, given.files)
  const data = { reply_id: replyId, audience: given.mode satisfies Audience }
  await record(trx, ticket.id, forReaders ? 'replied' : 'noted', actor, data, at)
  // Whoever was meant has answered by writing, whatever they wrote.
  await settleMentions(trx, ticket.id, staff.id)
  if (!forReaders) {
    for (const staffId of readMentions(given.text.source, await listStaff(trx))) {
      await mention(trx, { ticketId: ticket.id, staffId, replyId }, actor)
    }
  }
  const approved = given.mode === 'public' && (await approve(trx, ticket, actor, at))
  if (forReaders) await linkArticles(trx, ticket, given.articleIds, replyId, actor)
  if (given.status) await changeStatus(trx, ticket, given.status, actor, { reason: given.reason, at })
  // After the status, which would begin the waiting anew where it opens a ticket.
  if (forReaders) await trx.updateTable('tickets').set({ waiting_since: null }).where('id', '=', ticket.id).execute()
  if (given.mode === 'public' && given.official) await setOfficial(trx, ticket, replyId, actor, at)
  if (forReaders) {
    await refreshTicket(trx, ticket.id)
    if (isSeenByAllReaders(ticket, given.mode)) await touch(trx, ticket.id, at)
    if (isForRequester(ticket, given)) {
      await putNews(trx, secret, ticket, { name: 'ticket_replied', replyId }, staff.personId)
    }
  } else if (given.status && given.status.id !== ticket.status_id) {
    await putNews(trx, secret, ticket, { name: 'ticket_status' }, staff.personId)
  }
  return { replyId, approved }
}

async function findSame(trx: Trx, { ticketId, mode, text }: Answer, personId: number) {
  return trx
    .selectFrom('replies')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('person_id', '=', personId)
    .where('audience', '=', mode)
    .where('text_hash', '=', text.text_hash)
    .where('removed_at', 'is', null)
    .where('created_at', '>', repeatsSince())
    .executeTakeFirst()
}

async function insert(trx: Trx, ticket: Ticket, given: Answer, staff: StaffViewer, at: Date): Promise<number> {
  const { id } = await trx
    .insertInto('replies')
    .values({
      ...given.text,
      ticket_id: ticket.id,
      person_id: staff.personId,
      author_name: staff.name,
      by_staff: true,
      audience: given.mode,
      addressee_id: given.mode === 'private' ? await addresseeOf(trx, ticket, given.addressee) : null,
      review_state: 'approved',
      created_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Only people of this ticket: a number from anywhere else would hand them a reply that is none of their business. */
async function addresseeOf(trx: Trx, ticket: Ticket, wanted: number | undefined): Promise<number> {
  if (wanted === undefined || wanted === ticket.requester_id) return ticket.requester_id
  const possible = await listAddressees(trx, ticket)
  if (!possible.some(({ personId }) => personId === wanted)) throw new Refused('answering.no_addressee', {}, 422)
  return wanted
}

/** Whoever answers in the open has read the ticket and stands for it. */
async function approve(trx: Trx, ticket: Ticket, actor: Actor, at: Date): Promise<boolean> {
  if (ticket.review_state === 'approved') return false
  await trx
    .updateTable('tickets')
    .set({ review_state: 'approved', was_public: ticket.was_public || ticket.visibility === 'public', changed_at: at })
    .where('id', '=', ticket.id)
    .execute()
  await record(trx, ticket.id, 'approved', actor, {}, at)
  return true
}

async function linkArticles(trx: Trx, ticket: Ticket, ids: readonly number[], replyId: number, actor: Actor) {
  const found = await publishedArticles(trx, ids)
  if (found.length < ids.length) throw new Refused('answering.article_gone', {}, 422)
  for (const { id } of found) await linkArticle(trx, ticket.id, id, actor, replyId)
}

/** Strangers must not learn from a date that a private word was said on a public ticket. */
function isSeenByAllReaders({ visibility, review_state }: Ticket, mode: Mode): boolean {
  return mode === 'public' || visibility === 'private' || !OPEN_REVIEW_STATES.includes(review_state)
}

function isForRequester({ requester_id }: Ticket, { mode, addressee }: Answer): boolean {
  return mode === 'public' || addressee === undefined || addressee === requester_id
}

async function setOfficial(trx: Trx, ticket: Ticket, replyId: number, actor: Actor, at: Date): Promise<void> {
  await trx.updateTable('tickets').set({ official_reply_id: replyId }).where('id', '=', ticket.id).execute()
  await record(trx, ticket.id, 'official_set', actor, { reply_id: replyId }, at)
}

/** Marks a public reply of staff as the official answer, or takes the mark back. Throws Refused for any other reply. */
export async function markOfficial(
  trx: Trx,
  ticket: Ticket,
  replyId: number,
  on: boolean,
  actor: Actor,
): Promise<void> {
  const is = ticket.official_reply_id === replyId
  if (is === on) return
  const reply = await trx
    .selectFrom('replies')
    .select('id')
    .where('id', '=', replyId)
    .where('by_staff', '=', true)
    .where('audience', '=', 'public')
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!reply) throw new Refused('answering.not_official', {}, 422)
  const at = new Date()
  if (on) await setOfficial(trx, ticket, replyId, actor, at)
  else {
    await trx.updateTable('tickets').set({ official_reply_id: null }).where('id', '=', ticket.id).execute()
    await record(trx, ticket.id, 'official_unset', actor, { reply_id: replyId }, at)
  }
  await refreshTicket(trx, ticket.id)
  await touch(trx, ticket.id, at)
}

/** What goes along with a ticket that becomes part of another one, row by row. */
import { sql } from 'kysely'
import type { Trx } from '../../db/schema.ts'
import type { Ticket } from '../queries.ts'
import type { Outcome } from './rules.ts'

type Pair = { from: Ticket; into: Ticket; outcome: Outcome; isShadowed: boolean }

/** Replies with their writers, their files and their earlier texts. `textId`: the reply that the ticket's own text became. */
export async function carryReplies(trx: Trx, { from, into, outcome, isShadowed }: Pair, textId: number): Promise<void> {
  const sameRequester = from.requester_id === into.requester_id
  const isOpenOne = sql<boolean>`audience = 'public'`
  await trx
    .updateTable('replies')
    .set({
      ticket_id: into.id,
      // "The requester" is somebody else there; the name they wrote under stays.
      author_name: sql`CASE WHEN by_requester AND author_name = '' THEN ${from.requester_name} ELSE author_name END`,
      by_requester: sameRequester ? sql`by_requester` : false,
      ...(outcome.aside && {
        audience: sql`CASE WHEN ${isOpenOne} THEN 'private' ELSE audience END`,
        addressee_id: sql`CASE WHEN ${isOpenOne} THEN ${from.requester_id}::int ELSE addressee_id END`,
      }),
      // Nobody but its author read a held ticket, and so none of its replies.
      ...(from.review_state === 'held' &&
        !outcome.opens && { review_state: sql`CASE WHEN review_state = 'spam' THEN 'spam' ELSE 'held' END` }),
      ...(isShadowed && { is_shadowed: true }),
    })
    .where('ticket_id', '=', from.id)
    .where('id', '!=', textId)
    .execute()
  const onText = sql<number>`coalesce(reply_id, ${textId}::int)`
  for (const table of ['attachments', 'text_versions', 'redactions'] as const) {
    const moved = { ticket_id: into.id, reply_id: onText }
    await trx.updateTable(table).set(moved).where('ticket_id', '=', from.id).execute()
  }
  await trx.updateTable('mentions').set({ ticket_id: into.id }).where('ticket_id', '=', from.id).execute()
}

/** Votes, once each; whoever asked the other ticket has this too. */
export async function carryVotes(trx: Trx, { from, into, isShadowed }: Pair): Promise<void> {
  const asker = from.review_state === 'held' || isShadowed ? sql`` : sql`UNION SELECT ${from.requester_id}::int, now()`
  await sql`INSERT INTO votes (ticket_id, person_id, created_at)
    SELECT ${into.id}::int, person_id, min(at) FROM (
      SELECT person_id, created_at AS at FROM votes WHERE ticket_id = ${from.id} ${asker}) AS these
    WHERE person_id <> ${into.requester_id} GROUP BY person_id
    ON CONFLICT DO NOTHING`.execute(trx)
  await trx.deleteFrom('votes').where('ticket_id', '=', from.id).execute()
}

export async function carryArticles(trx: Trx, { from, into }: Pair): Promise<void> {
  await sql`INSERT INTO links (ticket_id, article_id, reply_id, linked_by, created_at)
    SELECT ${into.id}::int, article_id, reply_id, linked_by, created_at FROM links WHERE ticket_id = ${from.id}
    ON CONFLICT DO NOTHING`.execute(trx)
  await trx.deleteFrom('links').where('ticket_id', '=', from.id).execute()
}

/** They read along and are told of what is new. Whom staff sent away from there before stays away. */
export async function carryPeople(trx: Trx, { into, outcome }: Pair): Promise<void> {
  const guests = outcome.carried.filter((id) => id !== into.requester_id)
  if (guests.length === 0) return
  await trx
    .insertInto('ticket_people')
    .values(guests.map((person_id) => ({ ticket_id: into.id, person_id, role: 'guest' as const })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

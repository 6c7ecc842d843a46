import type { Db } from '../../db/schema.ts'
import { NotFound, Refused } from '../../web/errors.ts'
import type { Ticket } from '../queries.ts'

/** The post it is about: the ticket's own text, or one reply on it. Throws Refused for what staff wrote. */
export async function getSubject(db: Db, ticket: Ticket, replyId: number | undefined) {
  if (replyId === undefined) {
    const { is_shadowed } = await db
      .selectFrom('tickets')
      .select('is_shadowed')
      .where('id', '=', ticket.id)
      .executeTakeFirstOrThrow()
    if (ticket.by_staff) throw new Refused('calming.by_staff', {}, 422)
    const { requester_id: personId, sender_hash: senderHash, requester_name: name, html, language } = ticket
    return { personId, senderHash, name, html, language, isShadowed: is_shadowed }
  }
  const reply = await db
    .selectFrom('replies')
    .select(['person_id', 'sender_hash', 'author_name', 'by_requester', 'by_staff', 'html', 'language', 'is_shadowed'])
    .where('id', '=', replyId)
    .where('ticket_id', '=', ticket.id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!reply) throw new NotFound()
  if (reply.by_staff) throw new Refused('calming.by_staff', {}, 422)
  return {
    personId: reply.person_id,
    senderHash: reply.sender_hash,
    name: reply.by_requester && !reply.author_name ? ticket.requester_name : reply.author_name,
    html: reply.html,
    language: reply.language,
    isShadowed: reply.is_shadowed,
  }
}

export type Subject = Awaited<ReturnType<typeof getSubject>>

export type RestraintLine = Awaited<ReturnType<typeof listRestraints>>[number]

/** Those that hold, the newest first. */
export async function listRestraints(db: Db, now = new Date()) {
  return db
    .selectFrom('restraints')
    .leftJoin('tickets', 'tickets.id', 'restraints.ticket_id')
    .leftJoin('people', 'people.id', 'restraints.person_id')
    .leftJoin('staff', 'staff.id', 'restraints.made_by')
    .select(['restraints.id', 'restraints.mode', 'restraints.minutes', 'restraints.created_at', 'restraints.until'])
    .select(['restraints.person_id', 'restraints.ticket_id', 'people.name', 'staff.name as made_by'])
    .select(['tickets.title', 'tickets.language'])
    .where('restraints.until', '>', now)
    .orderBy('restraints.id', 'desc')
    .limit(200)
    .execute()
}

export async function findRestraint(db: Db, id: number | undefined) {
  if (id === undefined) return undefined
  return db.selectFrom('restraints').select(['id', 'ticket_id']).where('id', '=', id).executeTakeFirst()
}

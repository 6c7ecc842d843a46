import { sql } from 'kysely'
import { listSimilarArticles } from '../../articles/similar.ts'
import { PREPARED } from '../../db/prepared.ts'
import type { Db } from '../../db/schema.ts'
import { searchWords } from '../../text/search-words.ts'
import { listGuests } from '../guests.ts'
import type { Ticket } from '../queries.ts'

/** The newest reply on the ticket, notes too; 0 for none. Taken before the thread is read, see the field `seen`. */
export async function newestReply(db: Db, ticketId: number): Promise<number> {
  const row = await db
    .selectFrom('replies')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('removed_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .modifyEnd(PREPARED)
    .executeTakeFirst()
  return row?.id ?? 0
}

/** A reply of somebody else's that the writer could not know of. */
export async function findUnseen(db: Db, ticketId: number, seen: number, personId: number | null) {
  return db
    .selectFrom('replies')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('removed_at', 'is', null)
    .where('id', '>', seen)
    .where('person_id', '!=', personId)
    .limit(1)
    .executeTakeFirst()
}

/** Whom a private reply may be for: who asked, then guests and the visitors who wrote on the ticket. */
export async function listAddressees(db: Db, ticket: Ticket): Promise<{ personId: number; name: string }[]> {
  const rows = await db
    .selectFrom('replies')
    .select(['person_id', 'author_name'])
    .distinctOn('person_id')
    .where('ticket_id', '=', ticket.id)
    .where('by_staff', '=', false)
    .where('removed_at', 'is', null)
    .where('review_state', '!=', 'spam')
    .where('person_id', '!=', ticket.requester_id)
    .orderBy('person_id')
    .orderBy('id', 'desc')
    .limit(50)
    .modifyEnd(PREPARED)
    .execute()
  const others = rows.map(({ person_id, author_name }) => ({ personId: person_id, name: author_name }))
  const guests = (await listGuests(db, ticket.id)).filter(({ until }) => until === null)
  const silent = guests.filter(({ personId }) => !others.some((other) => other.personId === personId))
  return [{ personId: ticket.requester_id, name: ticket.requester_name }, ...others, ...silent]
}

export type Choice = { id: number; slug: string; title: string; summary: string; language: string }

/** What may be linked is what the customer may read: published articles. In the order asked for. */
export async function publishedArticles(db: Db, ids: readonly number[]): Promise<Choice[]> {
  if (ids.length === 0) return []
  const rows = await published(db)
    .where('id', 'in', [...ids])
    .execute()
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

const MOST_FOUND = 6

/** For the picker: titles with these beginnings of words in them, then what is like them. Empty words find nothing. */
export async function findArticles(db: Db, words: string): Promise<Choice[]> {
  const typed = searchWords(words).toLowerCase()
  if (typed === '') return []
  const parts = typed.split(' ').map((word) => `%${word.replace(/[%_\\]/g, '\\$&')}%`)
  let query = published(db).orderBy('title').limit(MOST_FOUND)
  for (const part of parts) query = query.where(sql<boolean>`lower(title) LIKE ${part}`)
  const inTitle = await query.execute()
  const alike = inTitle.length < MOST_FOUND ? await listSimilarArticles(db, typed, MOST_FOUND) : []
  const known = new Set(inTitle.map(({ id }) => id))
  return [...inTitle, ...alike.filter(({ id }) => !known.has(id))].slice(0, MOST_FOUND)
}

const MOST_SUGGESTED = 4

/** Before anybody has searched: what the ticket itself asks for. */
export async function suggestFor(db: Db, { title }: Pick<Ticket, 'title'>): Promise<Choice[]> {
  return listSimilarArticles(db, title, MOST_SUGGESTED)
}

/** Linked to the ticket already. */
export async function linkedArticleIds(db: Db, ticketId: number): Promise<number[]> {
  const rows = await db.selectFrom('links').select('article_id').where('ticket_id', '=', ticketId).execute()
  return rows.map(({ article_id }) => article_id)
}

function published(db: Db) {
  return db
    .selectFrom('articles')
    .select(['id', 'slug', 'title', 'summary', 'language'])
    .where('state', '=', 'published')
    .where('removed_at', 'is', null)
}

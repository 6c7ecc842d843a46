/** What strangers posted and nobody of us has looked at yet. */
import type { Db, ReviewState } from '../../db/schema.ts'
import { MOST_AT_ONCE, type PostRef } from './forms.ts'

const WAITING: readonly ReviewState[] = ['unreviewed', 'held']
/** A wave of spam is dealt with by the hundred; what is behind it comes up next. */
const MOST_WAITING = 1000
const MOST_SHOWN = 25

type Mark = PostRef & { state: ReviewState; at: Date; text: string; sender: string; personId: number }

/** Every post that waits, as far as telling alike ones apart goes: held ones first, then the oldest. */
async function listMarks(db: Db): Promise<Mark[]> {
  const tickets = await db
    .selectFrom('tickets')
    .select(['id', 'review_state', 'created_at', 'text_hash', 'sender_hash', 'requester_id as person_id'])
    .where('review_state', 'in', WAITING)
    .where('removed_at', 'is', null)
    .where('merged_into', 'is', null)
    .where('is_shadowed', '=', false)
    .orderBy('created_at')
    .limit(MOST_WAITING)
    .execute()
  const replies = await db
    .selectFrom('replies')
    .innerJoin('tickets', 'tickets.id', 'replies.ticket_id')
    .select(['replies.id', 'replies.review_state', 'replies.created_at', 'replies.text_hash', 'replies.sender_hash'])
    .select('replies.person_id')
    .where('replies.review_state', 'in', WAITING)
    .where('replies.removed_at', 'is', null)
    .where('replies.is_shadowed', '=', false)
    .where('tickets.removed_at', 'is', null)
    .orderBy('replies.created_at')
    .limit(MOST_WAITING)
    .execute()
  const mark = (type: Mark['type']) => (row: (typeof tickets)[number]) => ({
    type,
    id: row.id,
    state: row.review_state,
    at: row.created_at,
    text: row.text_hash?.toString('hex') ?? `${type}${row.id}`,
    sender: row.sender_hash?.toString('hex') ?? `person ${row.person_id}`,
    personId: row.person_id,
  })
  const order = ({ state, at }: Mark) => (state === 'held' ? 0 : Number.MAX_SAFE_INTEGER / 2) + at.getTime()
  return [...tickets.map(mark('ticket')), ...replies.map(mark('reply'))].sort((a, b) => order(a) - order(b))
}

const sameText = (one: Mark) => (other: Mark) => other.text === one.text
const sameSender = (one: Mark) => (other: Mark) => other.sender === one.sender || other.personId === one.personId

export type Waiting = Awaited<ReturnType<typeof listWaiting>>

/** The posts on top of the queue, each with how many are like it, and how many wait in all. */
export async function listWaiting(db: Db) {
  const marks = await listMarks(db)
  const shown = marks.slice(0, MOST_SHOWN)
  const tickets = await ticketPosts(db, idsOf(shown, 'ticket'))
  const replies = await replyPosts(db, idsOf(shown, 'reply'))
  const posts = shown.flatMap((mark) => {
    const post = (mark.type === 'ticket' ? tickets : replies).find(({ id }) => id === mark.id)
    const count = { text: marks.filter(sameText(mark)).length, sender: marks.filter(sameSender(mark)).length }
    return post ? [{ ...post, type: mark.type, alike: count }] : []
  })
  return { posts, total: marks.length }
}

const idsOf = (marks: Mark[], type: Mark['type']) => marks.filter((mark) => mark.type === type).map(({ id }) => id)

async function ticketPosts(db: Db, ids: number[]) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('tickets')
    .select(['id', 'slug', 'title', 'html', 'language', 'created_at', 'kind', 'visibility', 'requester_name as name'])
    .select(['review_state', 'spam_score', 'spam_signals'])
    .where('id', 'in', ids)
    .execute()
  return rows.map((row) => ({ ...row, ticket: row }))
}

async function replyPosts(db: Db, ids: number[]) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('replies')
    .innerJoin('tickets', 'tickets.id', 'replies.ticket_id')
    .select(['replies.id', 'replies.html', 'replies.language', 'replies.created_at', 'replies.author_name as name'])
    .select(['replies.review_state', 'replies.spam_score', 'replies.spam_signals'])
    .select(['tickets.id as ticket_id', 'tickets.slug', 'tickets.title', 'tickets.kind', 'tickets.visibility'])
    .select('tickets.language as ticket_language')
    .where('replies.id', 'in', ids)
    .execute()
  return rows.map(({ ticket_id, slug, title, ticket_language, ...row }) => ({
    ...row,
    ticket: { id: ticket_id, slug, title, language: ticket_language },
  }))
}

/** The post and, when asked for, those like it; all of them still waiting. At most as many as one line can undo. */
export async function listAlike(db: Db, post: PostRef, alike: 'text' | 'sender' | undefined): Promise<PostRef[]> {
  const marks = await listMarks(db)
  const one = marks.find(({ type, id }) => type === post.type && id === post.id)
  if (!one) return []
  if (alike === undefined) return [one]
  return marks.filter(alike === 'text' ? sameText(one) : sameSender(one)).slice(0, MOST_AT_ONCE)
}

/** Judgements of staff that can still be taken back. */
export async function listJudgements(db: Db, eventIds: number[]) {
  if (eventIds.length === 0) return []
  return db
    .selectFrom('events')
    .select(['id', 'ticket_id', 'type', 'data'])
    .where('id', 'in', eventIds)
    .where('type', 'in', ['approved', 'discarded'])
    .where('by_staff', '=', true)
    .execute()
}

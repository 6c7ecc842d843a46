/** The replies of a ticket as one reader may read them, oldest first, two hundred at a time. */
import { sql } from 'kysely'
import { cutPage, microsOf, momentOf, type Place, type Turn } from '../db/cursor.ts'
import { madeOnce, PREPARED } from '../db/prepared.ts'
import type { Db } from '../db/schema.ts'
import { STRANGER, type Viewer } from '../web/viewer.ts'
import type { Ticket } from './queries.ts'
import { repliesVisibleTo } from './rules.ts'
import { PAGE_REPLIES } from './urls.ts'

const COLUMNS = [
  'id',
  'person_id',
  'author_name',
  'by_staff',
  'by_requester',
  'audience',
  'addressee_id',
  'review_state',
  'html',
  'language',
  'created_at',
  'edited_at',
  'is_thanks',
  'is_shadowed',
] as const

export type ShownReply = Awaited<ReturnType<typeof fetchReplies>>[number]

export type Conversation = {
  replies: ShownReply[]
  /** The one marked official, or else the requester's, wherever in the conversation it stands. */
  answer: ShownReply | undefined
  older: Place | undefined
  newer: Place | undefined
  /** When the last reply before this page was written: what happened between the two stands on this page. */
  since: Date | undefined
}

export type ReplyTurn = Turn & { last?: boolean }

/**
 * Notes are for the desk and are never here, not even for staff: this page is what the customer sees. What was thrown
 * out as spam is gone for everyone.
 */
export async function readConversation(
  db: Db,
  viewer: Viewer,
  ticket: Ticket,
  asRequester: boolean,
  turn: ReplyTurn = {},
): Promise<Conversation> {
  const backwards = turn.last || turn.before !== undefined
  const asked = { viewer, ticket, asRequester }
  const fetched = await fetchReplies(db, asked, turn)
  const { rows, more } = cutPage(fetched, PAGE_REPLIES, backwards ? { before: turn.before ?? EDGE } : turn)
  const answerId = ticket.official_reply_id ?? ticket.solved_by_reply_id
  const here = rows.find(({ id }) => id === answerId)
  const [first, last] = [rows[0], rows.at(-1)]
  const hasOlder = backwards ? more : turn.past !== undefined
  const hasNewer = backwards ? !turn.last : more
  return {
    replies: rows,
    answer: here ?? (answerId && fetched.length > 0 ? await findReply(db, asked, answerId) : undefined),
    older: hasOlder && first ? { value: first.place, id: first.id } : undefined,
    newer: hasNewer && last ? { value: last.place, id: last.id } : undefined,
    since: backwards ? (more ? fetched.at(-1)?.created_at : undefined) : turn.past && new Date(turn.past.value / 1000),
  }
}

const EDGE: Place = { value: 0, id: 0 }

type Asked = { viewer: Viewer; ticket: Pick<Ticket, 'id' | 'requester_id'>; asRequester: boolean }

async function fetchReplies(db: Db, asked: Asked, { past, before, last }: ReplyTurn) {
  const backwards = last || before !== undefined
  const from = before ?? past
  if (asked.viewer === STRANGER && !backwards && !from) return firstForStrangers(db, asked.ticket.id)
  let query = inOrder(readable(db, asked), backwards)
  if (from && !last) {
    const direction = backwards ? sql`<` : sql`>`
    query = query.where(sql<boolean>`(created_at, id) ${direction} (${momentOf(from.value)}, ${from.id}::int)`)
  }
  return query.execute()
}

const firstForStrangers = madeOnce((db, id) =>
  inOrder(readable(db, { viewer: STRANGER, ticket: { id, requester_id: 0 }, asRequester: false }), false),
)

type ReadableReplies = ReturnType<typeof readable>

function inOrder(query: ReadableReplies, backwards: boolean): ReadableReplies {
  return query
    .orderBy('created_at', backwards ? 'desc' : 'asc')
    .orderBy('id', backwards ? 'desc' : 'asc')
    .limit(PAGE_REPLIES + 1)
}

async function findReply(db: Db, asked: Asked, id: number): Promise<ShownReply | undefined> {
  return readable(db, asked).where('id', '=', id).executeTakeFirst()
}

function readable(db: Db, { viewer, ticket, asRequester }: Asked) {
  return (
    db
      .selectFrom('replies')
      .select(COLUMNS)
      .select(microsOf('created_at').as('place'))
      .where('ticket_id', '=', ticket.id)
      .where('audience', '!=', 'note')
      .where('review_state', '!=', 'spam')
      // Staff see here what readers see; what is held quietly stands on the desk.
      .where((eb) => (viewer.staff ? eb('is_shadowed', '=', false) : eb.lit(true)))
      .where(repliesVisibleTo(viewer, asRequester ? { personId: ticket.requester_id } : null))
      .modifyEnd(PREPARED)
  )
}

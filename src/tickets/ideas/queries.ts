/** Columns of the board: ideas that everybody may read, most wanted first. */
import { sql } from 'kysely'
import { cutPage, type Place, type Turn } from '../../db/cursor.ts'
import type { CategoryRow, Db } from '../../db/schema.ts'
import { ROW_COLUMNS } from '../rows.ts'
import { listed } from '../rules.ts'
import { MOST_COUNTED } from './rules.ts'

export type Card = Awaited<ReturnType<typeof fetchCards>>[number]

export type Column = { statusId: number; cards: Card[]; newer?: Place | undefined; older?: Place | undefined }

type Asked = { statusId: number; category: CategoryRow | undefined; turn: Turn; size: number; personId: number | null }

/** As the index tickets_ideas has it; a place names votes and number, so that the deepest page costs what the first does. */
export async function readColumn(db: Db, asked: Asked): Promise<Column> {
  const { statusId, turn, size } = asked
  const { rows: cards, more } = cutPage(await fetchCards(db, asked), size, turn)
  const [first, last] = [cards[0], cards.at(-1)]
  const hasNewer = turn.before ? more : turn.past !== undefined
  const hasOlder = turn.before ? true : more
  return {
    statusId,
    cards,
    newer: hasNewer && first ? placeOf(first) : undefined,
    older: hasOlder && last ? placeOf(last) : undefined,
  }
}

const placeOf = ({ vote_count, id }: Card): Place => ({ value: vote_count, id })

async function fetchCards(db: Db, { statusId, category, turn, size, personId }: Asked) {
  const backwards = turn.before !== undefined
  const from = turn.before ?? turn.past
  const direction = backwards ? 'asc' : 'desc'
  let query = db
    .selectFrom('tickets')
    .select(ROW_COLUMNS)
    .select(['tickets.category_id', 'tickets.requester_id'])
    .select((eb) =>
      (personId === null
        ? sql<boolean>`false`
        : sql<boolean>`${eb.exists(
            eb
              .selectFrom('votes')
              .select(sql`1`.as('one'))
              .whereRef('votes.ticket_id', '=', 'tickets.id')
              .where('votes.person_id', '=', personId),
          )}`
      ).as('voted'),
    )
    .where('kind', '=', 'idea')
    .where('status_id', '=', statusId)
    .where(listed)
    .orderBy('vote_count', direction)
    .orderBy('id', direction)
    .limit(size + 1)
  if (category) query = query.where('category_id', '=', category.id)
  if (from) {
    const compare = backwards ? sql`>` : sql`<`
    query = query.where(sql<boolean>`(vote_count, id) ${compare} (${from.value}::int, ${from.id}::int)`)
  }
  return query.execute()
}

/** How many ideas stand in each column, up to MOST_COUNTED. */
export async function countColumns(
  db: Db,
  statusIds: readonly number[],
  category: CategoryRow | undefined,
): Promise<Map<number, number>> {
  const counted = await Promise.all(
    statusIds.map(async (statusId) => {
      const row = await db
        .selectFrom((eb) => {
          const ideas = eb
            .selectFrom('tickets')
            .select('tickets.id')
            .where('kind', '=', 'idea')
            .where('status_id', '=', statusId)
            .where(listed)
            .limit(MOST_COUNTED)
          return (category ? ideas.where('category_id', '=', category.id) : ideas).as('some')
        })
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
      return [statusId, row.n] as const
    }),
  )
  return new Map(counted)
}

/** One that stands on the board; undefined for what is private, held, removed or no idea. */
export async function findIdea(db: Db, id: number) {
  return db
    .selectFrom('tickets')
    .select(['id', 'slug', 'title', 'language', 'kind', 'status_id', 'phase', 'requester_id', 'link_version'])
    .where('id', '=', id)
    .where('kind', '=', 'idea')
    .where(listed)
    .executeTakeFirst()
}
export type Idea = NonNullable<Awaited<ReturnType<typeof findIdea>>>

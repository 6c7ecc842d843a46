/** Tickets by the words somebody typed; visibility stands inside of every query (see db/find-rows). */
import { sql } from 'kysely'
import { rareOf, rowsSpelledLike } from '../../db/find-alike.ts'
import { bestRows, languagesOf, type Place } from '../../db/find-rows.ts'
import { formsOf, type TextQuery, textQuery } from '../../db/full-text.ts'
import type { Db, Kind } from '../../db/schema.ts'
import { languagesFor } from '../../text/search-languages.ts'
import type { Viewer } from '../../web/viewer.ts'
import { type ListedTicket, ROW_COLUMNS } from '../rows.ts'
import { repliesListed, visibleTo } from '../rules.ts'

export type TicketSearch = {
  /** As `searchWords` gives them. */
  words: string
  /** Languages the words may be in, likely ones first. */
  likely: readonly string[]
  categoryId: number | undefined
  kind: Kind | undefined
}

export type FoundTicket = ListedTicket & {
  /** The beginnings of the texts everybody may read, for an extract. */ text: string
}
export type FoundTickets = { rows: FoundTicket[]; total: number; inTitle: Set<number>; mark: TextQuery }

/** Texts are looked through for an extract so far and no further. */
const TEXT_CHARACTERS = 20_000
const REPLY_CHARACTERS = 4_000
const REPLIES = 5

export async function searchTickets(
  db: Db,
  viewer: Viewer,
  search: TicketSearch,
  page: { limit: number; offset: number },
): Promise<FoundTickets> {
  const { find, mark } = await textQuery(db, search.words, await languagesIn(db, search))
  const { ids, total, inTitle } = await bestRows(db, placeOf(viewer, search), find, page)
  return { rows: await foundRows(db, viewer, ids), total, inTitle, mark }
}

/** Tickets whose titles hold the words in another spelling, for those of the words that are hardly ever found. */
export async function ticketsSpelledLike(
  db: Db,
  viewer: Viewer,
  search: TicketSearch,
  terms: readonly string[],
  page: { limit: number; except: readonly number[] },
): Promise<FoundTicket[]> {
  const place = placeOf(viewer, search)
  const rare = await rareOf(db, place, await formsOf(db, terms, await languagesIn(db, search)))
  const words = rare.map((n) => terms[n] as string)
  return foundRows(db, viewer, await rowsSpelledLike(db, place, words, page))
}

/** The ticket of this number, if the viewer may read it. */
export async function findByNumber(db: Db, viewer: Viewer, id: number): Promise<FoundTicket | undefined> {
  return (await foundRows(db, viewer, [id]))[0]
}

async function languagesIn(db: Db, { words, likely }: TicketSearch): Promise<string[]> {
  return languagesFor(words, await languagesOf(db, 'tickets'), likely)
}

function placeOf(viewer: Viewer, { categoryId, kind }: TicketSearch): Place<'tickets'> {
  const visible = visibleTo(viewer)
  return {
    table: 'tickets',
    where: (eb) => {
      const filters = [visible(eb)]
      if (categoryId !== undefined) filters.push(eb('tickets.category_id', '=', categoryId))
      if (kind !== undefined) filters.push(eb('tickets.kind', '=', kind))
      return eb.and(filters)
    },
  }
}

async function foundRows(db: Db, viewer: Viewer, ids: readonly number[]): Promise<FoundTicket[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('tickets')
    .select(ROW_COLUMNS)
    .select((eb) => {
      const first = eb
        .selectFrom('replies')
        .select(sql<string>`left(replies.html, ${sql.lit(REPLY_CHARACTERS)})`.as('html'))
        .whereRef('replies.ticket_id', '=', 'tickets.id')
        .where(repliesListed)
        .orderBy(sql`replies.id IS NOT DISTINCT FROM tickets.official_reply_id`, 'desc')
        .orderBy('replies.id')
        .limit(REPLIES)
        .as('first')
      const replies = eb.selectFrom(first).select(sql<string>`string_agg(first.html, ' ')`.as('html'))
      return sql<string>`left(tickets.html, ${sql.lit(TEXT_CHARACTERS)}) || ' ' || coalesce(${replies}, '')`.as('text')
    })
    .where('tickets.id', 'in', [...ids])
    .where(visibleTo(viewer))
    .execute()
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

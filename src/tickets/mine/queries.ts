/** What a browser holds the key to: tickets of its person, and those it opened by their secret link. */
import { type ExpressionBuilder, sql } from 'kysely'
import { cutPage, type Place, type Turn } from '../../db/cursor.ts'
import type { Database, Db } from '../../db/schema.ts'
import type { GuestPass, Viewer } from '../../web/viewer.ts'
import { ROW_COLUMNS } from '../rows.ts'
import { visibleTo } from '../rules.ts'

const PAGE_ROWS = 50

/** A pass that was taken back lists nothing, not even a ticket that everyone may read. */
function ofGuest(eb: ExpressionBuilder<Database, 'tickets'>, { ticketId, personId }: GuestPass) {
  return eb.and([
    eb('tickets.id', '=', ticketId),
    eb.exists(
      eb
        .selectFrom('ticket_people')
        .select(sql`1`.as('one'))
        .where('ticket_id', '=', ticketId)
        .where('person_id', '=', personId)
        .where('until', 'is', null),
    ),
  ])
}

/** Newest first. An unknown person has none: nobody is never looked up (DECISIONS 11). */
export async function listMine(db: Db, viewer: Viewer, turn: Turn = {}) {
  const { personId, linkedTickets, guestOf = [] } = viewer
  if (personId === null && linkedTickets.length === 0 && guestOf.length === 0) return { rows: [], older: undefined }
  const fetched = await db
    .selectFrom('tickets')
    .select(ROW_COLUMNS)
    .where(visibleTo(viewer))
    .where((eb) =>
      eb.or([
        ...(personId === null
          ? []
          : [
              eb('tickets.id', 'in', (people) =>
                people
                  .selectFrom('ticket_people')
                  .select('ticket_id')
                  .where('person_id', '=', personId)
                  .where('until', 'is', null),
              ),
            ]),
        ...linkedTickets.map(({ id, version }) =>
          eb.and([eb('tickets.id', '=', id), eb('tickets.link_version', '=', version)]),
        ),
        ...guestOf.map((pass) => ofGuest(eb, pass)),
      ]),
    )
    .where(turn.past ? sql<boolean>`tickets.id < ${turn.past.id}::int` : sql<boolean>`true`)
    .orderBy('tickets.id', 'desc')
    .limit(PAGE_ROWS + 1)
    .execute()
  const { rows, more } = cutPage(fetched, PAGE_ROWS, turn)
  const last = rows.at(-1)
  const older: Place | undefined = more && last ? { value: 0, id: last.id } : undefined
  return { rows, older }
}

/** In which order each view stands, and the place of a row in it as one number, for the next page. */
import { type RawBuilder, sql } from 'kysely'
import { microsOf, momentOf } from '../../db/cursor.ts'
import type { View } from './urls.ts'

type Order = {
  keys: RawBuilder<unknown>[]
  /** The keys in one number, and the way back. */
  place: RawBuilder<number>
  read: (value: number) => RawBuilder<unknown>[]
  down: boolean
}

/** Larger than any time in microseconds until the year 2090, small enough to be counted exactly when doubled. */
const NEVER = 3_900_000_000_000_000
const ANSWERED = 4_000_000_000_000_000

/** As in the index tickets_queue: not answered at all on top, by when that is due; then who waits longest. */
const BY_WAIT: Order = {
  keys: [
    sql`(tickets.first_reply_at IS NOT NULL)`,
    sql`coalesce(tickets.first_reply_due_at, tickets.waiting_since, 'infinity'::timestamptz)`,
  ],
  place: sql<number>`(CASE WHEN tickets.first_reply_at IS NULL THEN 0 ELSE ${sql.lit(ANSWERED)} END
    + coalesce(${microsOf('tickets.first_reply_due_at')}, ${microsOf('tickets.waiting_since')}, ${sql.lit(NEVER)}))::bigint`,
  read: (value) => {
    const wait = value % ANSWERED
    return [sql`${value >= ANSWERED}::boolean`, wait >= NEVER ? sql`'infinity'::timestamptz` : momentOf(wait)]
  },
  down: false,
}

const byTime = (column: 'activity_at' | 'done_at' | 'created_at' | 'removed_at', down: boolean): Order => ({
  keys: [sql.ref(`tickets.${column}`)],
  place: microsOf(`tickets.${column}`),
  read: (value) => [momentOf(value)],
  down,
})

export const ORDERS: Record<View, Order> = {
  unanswered: BY_WAIT,
  mine: BY_WAIT,
  unassigned: BY_WAIT,
  open: BY_WAIT,
  private: BY_WAIT,
  // Whom we have not heard of for longest on top.
  waiting: byTime('activity_at', false),
  done: byTime('done_at', true),
  snoozed: {
    keys: [sql`coalesce(tickets.snoozed_until, 'infinity'::timestamptz)`],
    place: sql<number>`coalesce(${microsOf('tickets.snoozed_until')}, ${sql.lit(NEVER)})`,
    read: (value) => [value >= NEVER ? sql`'infinity'::timestamptz` : momentOf(value)],
    down: false,
  },
  mentions: byTime('activity_at', true),
  thanks: byTime('created_at', true),
  removed: byTime('removed_at', true),
}

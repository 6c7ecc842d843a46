/** The last of all: tickets like one another are found among those that are there, once all of them are. */
import type { Db } from '../../db/schema.ts'
import { relate } from '../../tickets/relating.ts'
import type { TicketRecord } from '../format.ts'
import type { Item } from './batches.ts'
import { findKnown, hashOf, mark } from './known.ts'
import type { Scope } from './scope.ts'

/** Outside of any transaction: each ticket takes some 50 ms among thousands, and nothing depends on it. */
export async function findLikes(db: Db, scope: Scope, items: Item<TicketRecord>[], onItem: () => void): Promise<void> {
  const known = await findKnown(
    db,
    scope.source,
    'ticket',
    items.map(({ record }) => record.id),
  )
  for (const { record } of items) {
    const row = known.get(record.id)
    if (row?.hash.equals(hashOf(record, 'finished'))) {
      await relate(db, row.rowId)
      await mark(db, scope.source, record, 'done')
    }
    onItem()
  }
}

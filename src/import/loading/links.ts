/** "Answered by": which article answered which ticket. */
import type { Trx } from '../../db/schema.ts'
import { eventRow } from '../../tickets/events.ts'
import type { LinkRecord } from '../format.ts'
import { momentAt } from '../moments.ts'
import type { Item } from './batches.ts'
import { findKnown } from './known.ts'
import type { Scope } from './scope.ts'
import { findTickets } from './ticket-lookup.ts'

export type NewLink = {
  ticket_id: number
  article_id: number
  reply_id: number | null
  linked_by: number | null
  created_at: Date
}

/** Those that were not there yet, each with its line in the ticket's history. */
export async function addLinks(trx: Trx, links: readonly NewLink[]): Promise<NewLink[]> {
  const once = [...new Map(links.map((link) => [`${link.ticket_id} ${link.article_id}`, link])).values()]
  if (once.length === 0) return []
  const added = await trx
    .insertInto('links')
    .values(once)
    .onConflict((conflict) => conflict.columns(['ticket_id', 'article_id']).doNothing())
    .returning(['ticket_id', 'article_id', 'reply_id', 'linked_by', 'created_at'])
    .execute()
  if (added.length === 0) return []
  const events = added.map(({ ticket_id, article_id, reply_id, linked_by, created_at }) =>
    eventRow(
      ticket_id,
      'linked',
      { personId: linked_by, byStaff: linked_by !== null },
      { article_id, reply_id },
      created_at,
    ),
  )
  await trx.insertInto('events').values(events).execute()
  return added
}

export async function loadLinks(trx: Trx, scope: Scope, items: Item<LinkRecord>[]): Promise<void> {
  const tickets = await findTickets(
    trx,
    scope.source,
    items.map(({ record }) => record.ticket),
  )
  const articles = await findKnown(
    trx,
    scope.source,
    'article',
    items.map(({ record }) => record.article),
  )
  const wanted = items.flatMap(({ record, row, tally }) => {
    const [ticket, article] = [tickets.get(record.ticket), articles.get(record.article)]
    if (!ticket || !article) {
      tally.refuse(row, `its ${ticket ? 'article' : 'ticket'} is not in the file, nor was it imported before`)
      return []
    }
    const created_at = (record.at && momentAt(record.at, scope.now)) || ticket.createdAt
    return [
      {
        row,
        tally,
        link: { ticket_id: ticket.id, article_id: article.rowId, reply_id: null, linked_by: null, created_at },
      },
    ]
  })
  const added = await addLinks(
    trx,
    wanted.map(({ link }) => link),
  )
  const isNew = new Set(added.map((link) => `${link.ticket_id} ${link.article_id}`))
  for (const { row, tally, link } of wanted) {
    if (isNew.delete(`${link.ticket_id} ${link.article_id}`)) tally.take(row, [])
    else tally.know(row, false)
  }
}

/** The history of tickets: where they stood, since when, and what the customer was told. */
import { createHash } from 'node:crypto'
import type { Trx } from '../../db/schema.ts'
import { cleanText } from '../../text/clean.ts'
import { eventRow } from '../../tickets/events.ts'
import type { StatusChangeRecord } from '../format.ts'
import { momentAt } from '../moments.ts'
import { fresh, type Item } from './batches.ts'
import { deriveTickets } from './derive.ts'
import { findKnown, hashOf, remember } from './known.ts'
import { findPeople } from './people.ts'
import type { Scope } from './scope.ts'
import { findTickets } from './ticket-lookup.ts'

/** A change has no id of its own: ticket, status and time as written are it. */
type Named = StatusChangeRecord & { id: string }

const nameOf = ({ ticket, status, at }: StatusChangeRecord): string =>
  createHash('sha256')
    .update(JSON.stringify([ticket, status, at]))
    .digest('hex')

export async function loadStatusChanges(trx: Trx, scope: Scope, items: Item<StatusChangeRecord>[]): Promise<void> {
  const named: Item<Named>[] = items.map((item) => ({ ...item, record: { ...item.record, id: nameOf(item.record) } }))
  const known = await findKnown(
    trx,
    scope.source,
    'status_change',
    named.map(({ record }) => record.id),
  )
  const candidates = fresh(named, known)
  const tickets = await findTickets(
    trx,
    scope.source,
    candidates.map(({ record }) => record.ticket),
  )
  const people = await findPeople(
    trx,
    scope.source,
    candidates.map(({ record }) => record.person),
  )
  const added = candidates.flatMap((item) => {
    const ticket = tickets.get(item.record.ticket)
    const status = ticket && scope.statuses.find(ticket.kind, item.record.status)
    if (!ticket) item.tally.refuse(item.row, 'its ticket is not in the file, nor was it imported before')
    else if (!status) item.tally.refuse(item.row, 'a status of that name does not exist here for this kind of ticket')
    return ticket && status ? [{ ...item, ticket, status }] : []
  })
  if (added.length === 0) return
  const events = added.map(({ record, ticket, status }) => {
    const person = people.get(record.person ?? '')
    const actor = { personId: person?.personId ?? null, byStaff: person ? person.staffId !== null : true }
    const data = { to: status.id, reason: record.reason ? cleanText(record.reason).trim() : '' }
    return eventRow(ticket.id, 'status_changed', actor, data, momentAt(record.at, scope.now) as Date)
  })
  const ids = (await trx.insertInto('events').values(events).returning('id').execute()).map(({ id }) => id)
  await remember(
    trx,
    scope.source,
    'status_change',
    added.map(({ record }, n) => ({ externalId: record.id, rowId: ids[n] as number, hash: hashOf(record) })),
  )
  await deriveTickets(
    trx,
    scope.statuses,
    added.map(({ ticket }) => ticket.id),
  )
  for (const { row, tally } of added) tally.take(row, [])
}

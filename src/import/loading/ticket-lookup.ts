import type { Db, Kind } from '../../db/schema.ts'

export type KnownTicket = {
  id: number
  kind: Kind
  requesterId: number
  requesterName: string
  createdAt: Date
  statusId: number
}

/** Tickets of the source by their external ids. */
export async function findTickets(
  db: Db,
  source: string,
  externalIds: readonly string[],
): Promise<Map<string, KnownTicket>> {
  const ids = [...new Set(externalIds)]
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('imported')
    .innerJoin('tickets', 'tickets.id', 'imported.row_id')
    .select(['external_id', 'tickets.id', 'kind', 'requester_id', 'requester_name', 'tickets.created_at', 'status_id'])
    .where('imported.source', '=', source)
    .where('imported.type', '=', 'ticket')
    .where('imported.external_id', 'in', ids)
    .execute()
  return new Map(
    rows.map((row) => {
      const { id, kind, requester_id, requester_name, created_at, status_id } = row
      return [
        row.external_id,
        {
          id,
          kind,
          requesterId: requester_id,
          requesterName: requester_name,
          createdAt: created_at,
          statusId: status_id,
        },
      ]
    }),
  )
}

/** The queue: who is next. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { House } from '../../house.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { deskUrl } from '../urls.ts'
import { lastEvent } from './comfort.ts'
import { type DeskWords, deskWords, queuePage } from './pages.ts'
import { findNext, listQueue, listTagNames, offeredFilters } from './queries.ts'
import { openedSpot } from './saved-views.ts'
import { readSpot, type Spot } from './urls.ts'

/** For tickets that are ticked: made by triage/bulk, handed in by app.ts. `done` is the line about the last one. */
export type BulkBar = (request: FastifyRequest, words: DeskWords, spot: Spot) => Promise<{ bar: object; done?: object }>

export function triageRoutes(app: FastifyInstance, house: House, bulkBar: BulkBar): void {
  app.get<{ Querystring: Record<string, unknown> }>(
    deskUrl(),
    { config: { access: 'staff' } },
    async (request, reply) => {
      const me = request.viewer.staff as StaffViewer
      const words = deskWords(house, reply.words())
      const { spot, saved } = await openedSpot(house.db, house.taxonomy.now, me.id, request.query)
      const queue = {
        // First of all: what happens while the rest is read must count as not seen.
        since: await lastEvent(house.db),
        spot,
        saved,
        ...(await listQueue(house.db, me.id, spot)),
        offered: await offeredFilters(house.db),
        tags: await listTagNames(house.db),
        bulk: await bulkBar(request, words, spot),
        choosing: request.query.f !== undefined,
        now: new Date(),
      }
      return reply.page(queuePage(queue, words))
    },
  )
}

/** Who comes after a ticket in the queue that `spot`, the words of an address, names; for those who send "and next". */
export function nextInQueue(house: House) {
  return (staffId: number, spot: string, ticketId: number): Promise<number | undefined> => {
    const words = Object.fromEntries(new URLSearchParams(spot))
    return findNext(house.db, staffId, readSpot(words, house.taxonomy.now), ticketId)
  }
}

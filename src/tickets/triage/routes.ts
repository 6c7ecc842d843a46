/** The queue: who is next. */
import type { FastifyInstance } from 'fastify'
import { languagesOf } from '../../db/find-rows.ts'
import type { House } from '../../house.ts'
import { listStaff } from '../../people/queries.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { deskUrl } from '../urls.ts'
import { deskWords, queuePage } from './pages.ts'
import { findNext, listQueue, listTagNames } from './queries.ts'
import { readSpot } from './urls.ts'

export function triageRoutes(app: FastifyInstance, house: House): void {
  app.get<{ Querystring: Record<string, unknown> }>(
    deskUrl(),
    { config: { access: 'staff' } },
    async (request, reply) => {
      const spot = readSpot(request.query, house.taxonomy.now)
      const me = request.viewer.staff as StaffViewer
      const queue = {
        spot,
        ...(await listQueue(house.db, me.id, spot)),
        staff: await listStaff(house.db),
        languages: await languagesOf(house.db, 'tickets'),
        tags: await listTagNames(house.db),
        now: new Date(),
      }
      return reply.page(queuePage(queue, deskWords(house, reply.words())))
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

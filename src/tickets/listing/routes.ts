import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { findTag } from '../../taxonomy/queries.ts'
import { ticketWords } from '../rows.ts'
import { ticketsUrl } from '../urls.ts'
import { listPage } from './pages.ts'
import { listTickets } from './queries.ts'
import { readWanted } from './rules.ts'

export function listingRoutes(app: FastifyInstance, house: House): void {
  app.get<{ Querystring: Record<string, unknown> }>(
    ticketsUrl(),
    { config: { access: 'anyone' } },
    async (request, reply) => {
      const wanted = readWanted(request.query, house.taxonomy.now)
      const { tag, sort, turn } = wanted
      const tagId = tag ? ((await findTag(house.db, tag))?.id ?? 0) : undefined
      const list = await listTickets(house.db, {
        filters: { ...wanted.filters, tagId },
        sort,
        turn,
        author: request.viewer.personId,
      })
      return reply.page(listPage(wanted, list, ticketWords(house, reply)))
    },
  )
}

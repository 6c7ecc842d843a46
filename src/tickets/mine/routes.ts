import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { myUrl } from '../../people/urls.ts'
import { ticketWords } from '../rows.ts'
import { readTurn } from '../urls.ts'
import { minePage } from './pages.ts'
import { listMine } from './queries.ts'

export function mineRoutes(app: FastifyInstance, house: House): void {
  app.get<{ Querystring: Record<string, unknown> }>(
    myUrl(),
    { config: { access: 'anyone' } },
    async (request, reply) => {
      const { viewer } = request
      const mine = await listMine(house.db, viewer, readTurn(request.query))
      const canCarry = viewer.personId !== null && viewer.staff === null
      return reply.page(minePage(mine, canCarry, ticketWords(house, reply)))
    },
  )
}

import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { ticketWords } from '../rows.ts'
import { readTurn, wallUrl } from '../urls.ts'
import { wallPage } from './pages.ts'
import { readWall } from './queries.ts'

export function wallRoutes(app: FastifyInstance, house: House): void {
  app.get<{ Querystring: Record<string, unknown> }>(
    wallUrl(),
    { config: { access: 'anyone' } },
    async (request, reply) => {
      const turn = readTurn(request.query)
      return reply.page(wallPage(await readWall(house.db, turn), turn, ticketWords(house, reply)))
    },
  )
}

import type { FastifyInstance } from 'fastify'
import type { House } from '../house.ts'
import { ticketWords } from '../tickets/rows.ts'
import { readAsked } from './forms.ts'
import { searchPage } from './pages.ts'
import { search } from './queries.ts'

export function searchRoutes(app: FastifyInstance, house: House): void {
  app.get<{ Querystring: Record<string, unknown> }>(
    '/search',
    { config: { access: 'anyone' } },
    async (request, reply) => {
      const words = ticketWords(house, reply)
      const asked = readAsked(request.query, house.taxonomy.now)
      const isEmpty = asked.words === '' && asked.number === undefined && asked.typed === ''
      const likely = [words.language, words.siteLanguage]
      const results = isEmpty ? undefined : await search(house.connection, request.viewer, asked, likely)
      if (results === 'too slow') request.log.warn('a search took too long')
      return reply.page(searchPage(asked, results, words))
    },
  )
}

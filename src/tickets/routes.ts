import type { FastifyInstance } from 'fastify'
import { readPlace } from '../db/cursor.ts'
import type { House } from '../house.ts'
import { moved } from '../web/moved.ts'
import { showTicket } from './pages.ts'
import { getSurroundedTicketAt } from './surroundings.ts'
import { ticketAddress, ticketUrl } from './urls.ts'

type TicketRequest = {
  Params: { address: string }
  Querystring: { new?: unknown; after?: unknown; before?: unknown; replies?: unknown }
}

export function ticketRoutes(app: FastifyInstance, house: House): void {
  app.get<TicketRequest>('/tickets/:address', { config: { access: 'anyone' } }, async (request, reply) => {
    const ticket = await getSurroundedTicketAt(house.db, request.viewer, request.params)
    if (request.params.address !== ticketAddress(ticket)) return moved(request, reply, ticketUrl(ticket))
    const { query } = request
    return showTicket(house, request, reply, ticket, {
      isNew: query.new !== undefined,
      turn: { past: readPlace(query.after), before: readPlace(query.before), last: query.replies === 'last' },
    })
  })
}

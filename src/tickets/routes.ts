import type { FastifyInstance } from 'fastify'
import { readPlace } from '../db/cursor.ts'
import type { House } from '../house.ts'
import { hasOurCookie } from '../web/cookies.ts'
import { moved } from '../web/moved.ts'
import { cookielessPage, readAskedProof } from './cookieless.ts'
import { showTicket } from './pages.ts'
import { getSurroundedTicketAt } from './surroundings.ts'
import { readTicketAddress, ticketAddress, ticketUrl } from './urls.ts'

type TicketRequest = {
  Params: { address: string }
  Querystring: { new?: unknown; after?: unknown; before?: unknown; replies?: unknown }
}

export function ticketRoutes(app: FastifyInstance, house: House): void {
  app.get<TicketRequest>('/tickets/:address', { config: { access: 'anyone' } }, async (request, reply) => {
    const own = readAskedProof(house.secret, request.query.new)
    if (own !== undefined && own === readTicketAddress(request.params.address)) {
      // The cookie arrived: the ticket's own page says the rest, and the proof leaves the address.
      if (hasOurCookie(request)) return reply.redirect(`${request.url.split('?')[0]}?new=1`, 303)
      return reply.page(await cookielessPage(house, reply, own))
    }
    const ticket = await getSurroundedTicketAt(house.db, request.viewer, request.params)
    if (request.params.address !== ticketAddress(ticket)) return moved(request, reply, ticketUrl(ticket))
    const { query } = request
    return showTicket(house, request, reply, ticket, {
      isNew: query.new !== undefined,
      turn: { past: readPlace(query.after), before: readPlace(query.before), last: query.replies === 'last' },
    })
  })
}

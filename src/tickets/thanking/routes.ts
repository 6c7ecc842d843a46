import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { Forbidden } from '../../web/errors.ts'
import { readId } from '../../web/forms.ts'
import { lockTicket } from '../commands.ts'
import { getTicket, standingOf } from '../queries.ts'
import { thanked } from '../turns.ts'
import { ticketUrl } from '../urls.ts'

export function thankingRoutes(app: FastifyInstance, house: House): void {
  /** Thanks by one click: once, by the requester, and the ticket stays as it stands. */
  app.post<{ Params: { id: string } }>(
    '/tickets/:id/thanks',
    { config: { access: 'anyone' } },
    async (request, reply) => {
      const id = readId(request.params.id)
      const ticket = await house.db.transaction().execute(async (trx) => {
        if (id !== undefined) await lockTicket(trx, id)
        const found = await getTicket(trx, request.viewer, id)
        if (standingOf(found, request.viewer) !== 'requester') throw new Forbidden('thanking.not_yours')
        if (found.thanked_at === null) await thanked(trx, found.id, { personId: found.requester_id, byStaff: false })
        return found
      })
      return reply.redirect(ticketUrl(ticket), 303)
    },
  )
}

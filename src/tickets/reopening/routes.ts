/** Whoever asked opens again what was closed: one click, no words needed. */
import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { firstStatus } from '../../taxonomy/rules.ts'
import { Forbidden } from '../../web/errors.ts'
import { readId } from '../../web/forms.ts'
import { changeStatus, lockTicket } from '../commands.ts'
import { record } from '../events.ts'
import { getTicket, standingOf } from '../queries.ts'
import { ticketUrl } from '../urls.ts'

export function reopeningRoutes(app: FastifyInstance, house: House): void {
  app.post<{ Params: { id: string } }>(
    '/tickets/:id/reopen',
    { config: { access: 'anyone' } },
    async (request, reply) => {
      const id = readId(request.params.id)
      const ticket = await house.db.transaction().execute(async (trx) => {
        if (id !== undefined) await lockTicket(trx, id)
        const found = await getTicket(trx, request.viewer, id)
        if (standingOf(found, request.viewer) !== 'requester') throw new Forbidden('reopening.not_yours')
        // Sent twice, or opened by staff meanwhile: it is open, which is what was asked for. Thanks have nothing to open.
        if (found.phase !== 'done' || found.kind === 'thanks') return found
        const actor = { personId: found.requester_id, byStaff: false }
        await changeStatus(trx, found, firstStatus(house.taxonomy.now, found.kind), actor)
        await record(trx, found.id, 'reopened', actor)
        return found
      })
      return reply.redirect(ticketUrl(ticket), 303)
    },
  )
}

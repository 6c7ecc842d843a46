import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { House } from '../../house.ts'
import { Forbidden, NotFound } from '../../web/errors.ts'
import { id, readForm, readId } from '../../web/forms.ts'
import { lockTicket } from '../commands.ts'
import { getTicket, standingOf } from '../queries.ts'
import { replyUrl } from '../urls.ts'
import { solve } from './commands.ts'

const SolvedForm = z.object({ reply: id() })

export function solvingRoutes(app: FastifyInstance, house: House): void {
  app.post<{ Params: { id: string } }>(
    '/tickets/:id/solved',
    { config: { access: 'anyone' } },
    async (request, reply) => {
      const ticketId = readId(request.params.id)
      const form = readForm(SolvedForm, request.body)
      const url = await house.db.transaction().execute(async (trx) => {
        if (ticketId !== undefined) await lockTicket(trx, ticketId)
        const ticket = await getTicket(trx, request.viewer, ticketId)
        if (standingOf(ticket, request.viewer) !== 'requester') throw new Forbidden('solving.not_yours')
        if (!form.ok) throw new NotFound()
        await solve(trx, house.taxonomy.now, ticket, form.value.reply)
        // It stands on top of the first page now, however long the conversation.
        return replyUrl({ id: ticket.id, slug: ticket.slug }, form.value.reply)
      })
      return reply.redirect(url, 303)
    },
  )
}

/** Who did what: the whole team's acts for the admin, and one ticket's history for everybody of the team. */
import type { FastifyInstance } from 'fastify'
import type { House } from '../../../house.ts'
import { readId } from '../../../web/forms.ts'
import { findRemoved, getTicket } from '../../queries.ts'
import { readTurn } from '../../urls.ts'
import { deskWords } from '../pages.ts'
import { readAsked } from './forms.ts'
import { auditPage, historyPage } from './pages.ts'
import { listActs, listEverybody, listRemovedReplies, listTicketEvents } from './queries.ts'
import { auditUrl, historyUrl } from './urls.ts'

type Query = { Querystring: Record<string, unknown> }

export function auditRoutes(app: FastifyInstance, house: House): void {
  const { db } = house

  app.get<Query>(auditUrl(), { config: { access: 'admin' } }, async (request, reply) => {
    const asked = readAsked(request.query, house.settings.now.timeZone)
    const { past } = readTurn(request.query)
    const found = await listActs(db, asked.wanted, past)
    const shown = { ...asked, ...found, isFirst: past === undefined, everybody: await listEverybody(db) }
    return reply.page(auditPage(shown, deskWords(house, reply.words())))
  })

  app.get<Query & { Params: { id: string } }>(
    historyUrl(':id'),
    { config: { access: 'staff' } },
    async (request, reply) => {
      const id = readId(request.params.id)
      const ticket = (id !== undefined && (await findRemoved(db, id))) || (await getTicket(db, request.viewer, id))
      const found = await listTicketEvents(db, ticket.id, readId(request.query.before))
      const replies = found.events.filter(({ type }) => type === 'reply_removed')
      const removed = await listRemovedReplies(
        db,
        ticket.id,
        replies.map(({ data }) => Number(data.reply_id)),
      )
      const words = deskWords(house, reply.words())
      return reply.page(historyPage(ticket, found, removed, await listEverybody(db), words))
    },
  )
}

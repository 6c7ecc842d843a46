import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { House } from '../../house.ts'
import { NotFound, Refused } from '../../web/errors.ts'
import { readForm, readId } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import type { EventType } from '../events.ts'
import { getReply, getTicket } from '../queries.ts'
import { relate } from '../relating.ts'
import { undoable } from '../undo.ts'
import { deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { split } from './commands.ts'
import { SplitForm } from './forms.ts'
import { splitPage } from './pages.ts'
import { isSplittable } from './rules.ts'

type ById = { Params: { id: string }; Querystring: Record<string, unknown> }
const STAFF = { config: { access: 'staff' } } as const

export function splittingRoutes(app: FastifyInstance, house: House): void {
  async function read(request: FastifyRequest<ById>) {
    const reply = await getReply(house.db, request.viewer, readId(request.params.id))
    if (!isSplittable(reply)) throw new Refused('splitting.not_this')
    return { reply, ticket: await getTicket(house.db, request.viewer, reply.ticket_id) }
  }

  app.get<ById>('/desk/replies/:id/split', STAFF, async (request, reply) => {
    const spot = request.query[SPOT_FIELD]
    const found = await read(request)
    return reply.page(splitPage({ ...found, spot: typeof spot === 'string' ? spot : '' }, reply.words()))
  })

  app.post<ById>('/desk/replies/:id/split', STAFF, async (request, reply) => {
    const found = await read(request)
    const form = readForm(SplitForm, request.body)
    const spot = form.typed[SPOT_FIELD] ?? ''
    if (!form.ok) return reply.page(splitPage({ ...found, spot, ...form }, reply.words()))
    const staff = request.viewer.staff as StaffViewer
    const { secret, config, taxonomy, settings } = house
    const by = { secret, siteUrl: config.siteUrl, taxonomy: taxonomy.now, settings: settings.now }
    const ticketId = found.ticket.id
    const { result } = await house.db.transaction().execute((trx) =>
      undoable(trx, { staffId: staff.id, type: 'split', ticketIds: [ticketId] }, async () => {
        const ticket = await getTicket(trx, request.viewer, ticketId)
        const now = await getReply(trx, request.viewer, found.reply.id)
        if (now.ticket_id !== ticketId) throw new NotFound()
        const made = await split(trx, by, ticket, now, form.value, { personId: staff.personId, byStaff: true })
        return { result: made, made: [made] }
      }),
    )
    relate(house.db, result).catch((error) => app.log.error({ err: error }, 'related tickets'))
    return reply.redirect(deskTicketUrl(ticketId, spot, 'split' satisfies EventType), 303)
  })
}

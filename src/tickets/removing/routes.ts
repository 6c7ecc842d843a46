/** Staff take a ticket or a reply away, and bring it back. */
import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { NotFound } from '../../web/errors.ts'
import { readForm, readId } from '../../web/forms.ts'
import type { Viewer } from '../../web/viewer.ts'
import { lockTicket } from '../commands.ts'
import type { EventType } from '../events.ts'
import { findRemoved, getReply, getTicket } from '../queries.ts'
import { deskActUrl, deskTicketUrl, replyAnchor, SPOT_FIELD } from '../urls.ts'
import { remove, removeReply, restore, restoreReply } from './commands.ts'
import { RemoveForm, RestoreReplyForm } from './forms.ts'
import { removedPage, removePage } from './pages.ts'
import { findAnyReply, findRemover } from './queries.ts'

type ById = { Params: { id: string }; Querystring: Record<string, unknown>; Body: Record<string, unknown> | undefined }
const STAFF = { config: { access: 'staff' } } as const

/** From an address or a form, made harmless: only words of an address come out. */
const spotOf = (fields: Record<string, unknown> | undefined) => {
  const spot = fields?.[SPOT_FIELD]
  return typeof spot === 'string' ? new URLSearchParams(spot.slice(0, 500)).toString() : ''
}

export function removingRoutes(app: FastifyInstance, house: House): void {
  const actorOf = (personId: number | null) => ({ personId, byStaff: true })
  const removedUrl = (id: number, spot: string) =>
    `${deskActUrl(id, 'removed')}${spot && `?${new URLSearchParams({ [SPOT_FIELD]: spot })}`}`

  app.get<ById>('/desk/tickets/:id/remove', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    return reply.page(removePage(ticket, spotOf(request.query), {}, reply.words()))
  })

  app.post<ById>('/desk/tickets/:id/remove', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const spot = spotOf(request.body)
    const read = readForm(RemoveForm, request.body)
    if (!read.ok) return reply.page(removePage(ticket, spot, read.faults, reply.words()))
    await house.db.transaction().execute(async (trx) => {
      await lockTicket(trx, ticket.id)
      const now = await getTicket(trx, request.viewer, ticket.id)
      await remove(trx, now, read.value.why, actorOf(request.viewer.personId))
    })
    return reply.redirect(removedUrl(ticket.id, spot), 303)
  })

  app.get<ById>('/desk/tickets/:id/removed', STAFF, async (request, reply) => {
    const ticket = await removedTicket(readId(request.params.id))
    const remover = await findRemover(house.db, ticket.id)
    return reply.page(removedPage(ticket, spotOf(request.query), remover, reply.words()))
  })

  app.post<ById>('/desk/tickets/:id/restore', STAFF, async (request, reply) => {
    const { id } = await removedTicket(readId(request.params.id))
    await house.db.transaction().execute(async (trx) => {
      await lockTicket(trx, id)
      const now = await findRemoved(trx, id)
      if (now) await restore(trx, now, actorOf(request.viewer.personId))
    })
    return reply.redirect(deskTicketUrl(id, spotOf(request.body), 'restored' satisfies EventType), 303)
  })

  app.post<ById>('/desk/replies/:id/remove', STAFF, async (request, reply) => {
    const { id, ticket_id } = await getReply(house.db, request.viewer, readId(request.params.id))
    await onReply(request, ticket_id, id, removeReply)
    return reply.redirect(deskTicketUrl(ticket_id, spotOf(request.body), 'reply_removed' satisfies EventType), 303)
  })

  app.post<ById>('/desk/tickets/:id/restore-reply', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const read = readForm(RestoreReplyForm, request.body)
    if (!read.ok) throw new NotFound()
    await onReply(request, ticket.id, read.value.reply, restoreReply)
    const url = deskTicketUrl(ticket.id, spotOf(request.body), 'restored' satisfies EventType)
    return reply.redirect(`${url}#${replyAnchor(read.value.reply)}`, 303)
  })

  async function onReply(
    { viewer }: { viewer: Viewer },
    ticketId: number,
    replyId: number,
    act: typeof removeReply,
  ): Promise<void> {
    await house.db.transaction().execute(async (trx) => {
      await lockTicket(trx, ticketId)
      const reply = await findAnyReply(trx, ticketId, replyId)
      if (!reply) throw new NotFound()
      await act(trx, await getTicket(trx, viewer, ticketId), reply, actorOf(viewer.personId))
    })
  }

  async function removedTicket(id: number | undefined) {
    const ticket = id === undefined ? undefined : await findRemoved(house.db, id)
    if (!ticket) throw new NotFound()
    return ticket
  }
}

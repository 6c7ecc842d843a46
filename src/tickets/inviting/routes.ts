/** A third person on one ticket: staff bring them in by a link and send them away; the link opens that one ticket. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Trx } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { readGuestToken, rememberPass } from '../../people/guest-links.ts'
import { FOR_NOBODY_ELSE } from '../../web/cache.ts'
import { setCookie } from '../../web/cookies.ts'
import { NotFound } from '../../web/errors.ts'
import { type Faults, readForm, readId, type Typed } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import type { Actor, EventType } from '../events.ts'
import { listGuests } from '../guests.ts'
import { getTicket, type Ticket } from '../queries.ts'
import { undoable } from '../undo.ts'
import { deskTicketUrl, SPOT_FIELD, ticketUrl } from '../urls.ts'
import { invite, revoke } from './commands.ts'
import { GuestForm, RevokeForm } from './forms.ts'
import { peoplePage } from './pages.ts'
import { findOpenPass } from './queries.ts'

type ById = { Params: { id: string }; Querystring: Record<string, unknown> }
const STAFF = { config: { access: 'staff' } } as const

export function invitingRoutes(app: FastifyInstance, house: House): void {
  const { secret, config } = house
  async function show(
    reply: FastifyReply,
    ticket: Ticket,
    spot: string,
    back: { typed?: Typed; faults?: Faults } = {},
  ): Promise<FastifyReply> {
    const guests = await listGuests(house.db, ticket.id)
    return reply.page(peoplePage({ ticket, guests, spot, ...back }, { secret, siteUrl: config.siteUrl }, reply.words()))
  }

  async function done(
    ticket: Ticket,
    staff: StaffViewer,
    type: EventType,
    act: (trx: Trx, by: Actor) => Promise<unknown>,
  ) {
    const actor = { personId: staff.personId, byStaff: true }
    await house.db.transaction().execute((trx) =>
      undoable(trx, { staffId: staff.id, type, ticketIds: [ticket.id] }, async () => ({
        result: await act(trx, actor),
      })),
    )
  }

  /** Exchanges the link for the right to this ticket in this browser, as /t/ does for the requester's. */
  app.get<{ Params: { token: string } }>('/g/:token', { config: { access: 'anyone' } }, async (request, reply) => {
    const genuine = readGuestToken(secret, request.params.token)
    const open = genuine && (await findOpenPass(house.db, genuine))
    if (!open) throw new NotFound()
    setCookie(reply, config, 'guests', rememberPass(secret, request.viewer.guestOf ?? [], open.pass))
    return reply.header('cache-control', FOR_NOBODY_ELSE).redirect(ticketUrl(open.ticket), 303)
  })

  app.get<ById>('/desk/tickets/:id/people', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const spot = request.query[SPOT_FIELD]
    return show(reply, ticket, typeof spot === 'string' ? spot : '')
  })

  app.post<ById>('/desk/tickets/:id/guests', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const read = readForm(GuestForm, request.body)
    const spot = read.typed[SPOT_FIELD] ?? ''
    if (!read.ok) return show(reply, ticket, spot, read)
    const language = house.settings.now.language
    await done(ticket, request.viewer.staff as StaffViewer, 'guest_invited', (trx, actor) =>
      invite(trx, secret, ticket.id, { ...read.value, language }, actor),
    )
    const query = spot ? `?${new URLSearchParams({ [SPOT_FIELD]: spot })}` : ''
    return reply.redirect(`/desk/tickets/${ticket.id}/people${query}`, 303)
  })

  app.post<ById>('/desk/tickets/:id/guests/revoke', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const read = readForm(RevokeForm, request.body)
    if (!read.ok) throw new NotFound()
    await done(ticket, request.viewer.staff as StaffViewer, 'guest_revoked', (trx, actor) =>
      revoke(trx, ticket.id, read.value.person, actor),
    )
    const spot = read.typed[SPOT_FIELD] ?? ''
    return reply.redirect(deskTicketUrl(ticket.id, spot, 'guest_revoked' satisfies EventType), 303)
  })
}

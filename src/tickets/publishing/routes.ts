/** Public or private, after seeing what that means; and a new secret link when the old one has gone astray. */
import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { NotFound } from '../../web/errors.ts'
import { readForm, readId, type Typed } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { lockTicket } from '../commands.ts'
import type { EventType } from '../events.ts'
import { chosen, isOpen, readChoice } from '../guard.ts'
import { getTicket, type Ticket } from '../queries.ts'
import { findInTicket, redact } from '../redaction.ts'
import { relate } from '../relating.ts'
import { undoable } from '../undo.ts'
import { deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { makeAnonymous, renewLink, setVisibility } from './commands.ts'
import { VisibilityForm } from './forms.ts'
import { type Reach, visibilityPage } from './pages.ts'
import { readWritten } from './queries.ts'
import { stateOf } from './shown.ts'

type ById = { Params: { id: string }; Querystring: Record<string, unknown> }
const STAFF = { config: { access: 'staff' } } as const

export function publishingRoutes(app: FastifyInstance, house: House): void {
  const { siteUrl } = house.config

  async function reachOf(ticket: Ticket, spot: string, typed: Typed = {}): Promise<Reach> {
    return {
      ...(await readWritten(house.db, ticket)),
      spot,
      found: ticket.visibility === 'private' ? await findInTicket(house.db, ticket) : [],
      choice: readChoice(typed),
      anonymous: typed.anonymous === '1',
      siteUrl,
    }
  }

  app.get<ById>('/desk/tickets/:id/visibility', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const spot = request.query[SPOT_FIELD]
    return reply.page(visibilityPage(await reachOf(ticket, typeof spot === 'string' ? spot : ''), reply.words()))
  })

  app.post<ById>('/desk/tickets/:id/visibility', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const read = readForm(VisibilityForm, request.body)
    if (!read.ok) throw new NotFound()
    const spot = read.typed[SPOT_FIELD] ?? ''
    const { to, seen, anonymous } = read.value
    if (read.value.preview) return reply.page(visibilityPage(await reachOf(ticket, spot, read.typed), reply.words()))
    const { id: staffId, personId } = request.viewer.staff as StaffViewer
    const actor = { personId, byStaff: true }
    const choice = readChoice(read.typed)
    const done = await house.db.transaction().execute(async (trx) => {
      const { result } = await undoable(
        trx,
        { staffId, type: 'visibility_changed', ticketIds: [ticket.id] },
        async () => {
          const now = await getTicket(trx, request.viewer, ticket.id)
          const opens = to === 'public' && now.visibility === 'private'
          const found = opens ? await findInTicket(trx, now) : []
          // What nobody has seen here must not become public by this click.
          const isOther = opens && stateOf(await readWritten(trx, now)) !== seen
          if (isOther || isOpen(found, choice)) return { result: false }
          await redact(trx, now, chosen(found, choice), actor, siteUrl)
          if (opens && anonymous) await makeAnonymous(trx, now.id)
          await setVisibility(trx, now, to, actor)
          return { result: true }
        },
      )
      return result
    })
    if (!done) {
      // Read again: its title and text may be what has changed.
      const now = await getTicket(house.db, request.viewer, ticket.id)
      const reach = { ...(await reachOf(now, spot, read.typed)), overtaken: true }
      return reply.page(visibilityPage(reach, reply.words()))
    }
    // Looked for after the answer: whoever publishes does not wait for it.
    if (to === 'public') relate(house.db, ticket.id).catch((error) => app.log.error({ err: error }, 'related tickets'))
    return reply.redirect(deskTicketUrl(ticket.id, spot, 'visibility_changed' satisfies EventType), 303)
  })

  app.post<ById>('/desk/tickets/:id/link', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const body = request.body as Record<string, unknown> | undefined
    const spot = new URLSearchParams(typeof body?.[SPOT_FIELD] === 'string' ? body[SPOT_FIELD] : '')
    spot.set('link', '1')
    await house.db.transaction().execute(async (trx) => {
      await lockTicket(trx, ticket.id)
      await renewLink(trx, ticket.id, { personId: request.viewer.personId, byStaff: true })
    })
    return reply.redirect(
      `${deskTicketUrl(ticket.id, spot.toString(), 'link_renewed' satisfies EventType)}#secret-link`,
      303,
    )
  })
}

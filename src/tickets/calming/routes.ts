/** Dealing with people who only quarrel: hold quietly, answer politely and close, slow down. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Trx } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { politeTextIn } from '../../settings/guidelines.ts'
import { NotFound, Refused } from '../../web/errors.ts'
import type { Filled } from '../../web/fields.ts'
import { readForm, readId } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import type { Actor, EventType } from '../events.ts'
import { getTicket, type Ticket } from '../queries.ts'
import { undoable } from '../undo.ts'
import { deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { closePolitely, holdQuietly, liftRestraint, restrain, showAgain } from './commands.ts'
import { PoliteForm, RestrainForm, ShadowForm } from './forms.ts'
import { calmPage, restraintsPage } from './pages.ts'
import { findRestraint, getSubject, listRestraints } from './queries.ts'
import { restraintsUrl } from './urls.ts'

type ById = { Params: { id: string }; Querystring: Record<string, unknown> }
const STAFF = { config: { access: 'staff' } } as const

export function calmingRoutes(app: FastifyInstance, house: House): void {
  const { db } = house
  const loaded = (request: FastifyRequest<ById>) => getTicket(db, request.viewer, readId(request.params.id))

  async function show(reply: FastifyReply, ticket: Ticket, replyId: number | undefined, spot: string, filled: Filled) {
    const subject = await getSubject(db, ticket, replyId)
    const { senderDays } = house.settings.now
    const politeText = politeTextIn(house.settings.now, ticket.language)
    return reply.page(calmPage({ ticket, subject, replyId, spot, politeText, filled, senderDays }, reply.words()))
  }

  app.get<ById>('/desk/tickets/:id/calm', STAFF, async (request, reply) => {
    const ticket = await loaded(request)
    const spot = String(request.query[SPOT_FIELD] ?? '').slice(0, 500)
    return show(reply, ticket, readId(request.query.reply), spot, { typed: {}, faults: {} })
  })

  type Doing = { trx: Trx; ticket: Ticket; actor: Actor; staff: StaffViewer }

  /** One transaction that one click takes back, or the page again with the fault beside its field. */
  function act<S extends z.ZodObject>(
    name: string,
    form: S,
    told: EventType,
    fault: string,
    perform: (doing: Doing, value: z.output<S>) => Promise<void>,
  ): void {
    app.post<ById>(`/desk/tickets/:id/${name}`, STAFF, async (request, reply) => {
      const ticket = await loaded(request)
      const read = readForm(form, request.body)
      const spot = read.typed[SPOT_FIELD] ?? ''
      const again = (filled: Filled) => show(reply, ticket, readId(read.typed.reply), spot, filled)
      if (!read.ok) return again(read)
      const staff = request.viewer.staff as StaffViewer
      const actor = { personId: staff.personId, byStaff: true }
      try {
        await db.transaction().execute((trx) =>
          undoable(trx, { staffId: staff.id, type: told, ticketIds: [ticket.id] }, async () => ({
            result: await perform(
              { trx, ticket: await getTicket(trx, request.viewer, ticket.id), actor, staff },
              read.value,
            ),
          })),
        )
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 422 || error.key === 'calming.by_staff') throw error
        const beside = error.key === 'calming.not_minutes' ? 'minutes' : fault
        return again({ typed: read.typed, faults: { [beside]: { key: error.key, params: error.params } } })
      }
      return reply.redirect(deskTicketUrl(ticket.id, spot, told), 303)
    })
  }

  act('shadow-hold', ShadowForm, 'shadow_held', '', ({ trx, ticket, actor }, { reply }) =>
    holdQuietly(trx, ticket, reply, actor),
  )
  act('shadow-lift', ShadowForm, 'shadow_lifted', '', ({ trx, ticket, actor }, { reply }) =>
    showAgain(trx, ticket, reply, actor),
  )
  act('polite', PoliteForm, 'politely_closed', 'text', ({ trx, ticket, staff }, { text }) =>
    closePolitely(trx, house, ticket, text, staff),
  )
  act('restrain', RestrainForm, 'restrained', 'whom', ({ trx, ticket, staff }, { reply: replyId, ...rest }) => {
    // It is forgotten by then where posts came from.
    const days = rest.whom === 'network' ? Math.min(rest.days, house.settings.now.senderDays) : rest.days
    return restrain(trx, ticket, { ...rest, replyId, days, minutes: rest.minutes }, staff)
  })

  app.get<{ Querystring: { done?: unknown } }>(restraintsUrl(), STAFF, async (request, reply) =>
    reply.page(restraintsPage(await listRestraints(db), request.query.done !== undefined, reply.words())),
  )

  app.post<ById>('/desk/restraints/:id/lift', STAFF, async (request, reply) => {
    const restraint = await findRestraint(db, readId(request.params.id))
    if (!restraint) throw new NotFound()
    const staff = request.viewer.staff as StaffViewer
    const ticketIds = restraint.ticket_id === null ? [] : [restraint.ticket_id]
    await db.transaction().execute((trx) =>
      undoable(trx, { staffId: staff.id, type: 'restrained', ticketIds }, async () => ({
        result: await liftRestraint(trx, restraint, { personId: staff.personId, byStaff: true }),
      })),
    )
    return reply.redirect(`${restraintsUrl()}?done=1`, 303)
  })
}

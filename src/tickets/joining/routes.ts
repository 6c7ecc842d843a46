/** Staff make one person of two, beside a ticket of one of them. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { House } from '../../house.ts'
import { cleanLine } from '../../text/clean.ts'
import { NotFound, Refused } from '../../web/errors.ts'
import { readForm, readId } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import type { EventType } from '../events.ts'
import { getTicket, type Ticket } from '../queries.ts'
import { ticketWords } from '../rows.ts'
import { deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { join } from './commands.ts'
import { JoinForm } from './forms.ts'
import { findPage, joinPage, type Side } from './pages.ts'
import { countAsides, findOthers, findPerson, listTicketsOf, type Person } from './queries.ts'

type ById = { Params: { id: string }; Querystring: Record<string, unknown> }
const STAFF = { config: { access: 'staff' } } as const

export function joiningRoutes(app: FastifyInstance, house: House): void {
  const sideOf = async (person: Person): Promise<Side> => ({
    person,
    tickets: await listTicketsOf(house.db, person.id),
    asides: await countAsides(house.db, person.id),
  })

  async function personOf(ticket: Ticket): Promise<Person> {
    const person = await findPerson(house.db, ticket.requester_id)
    if (!person) throw new Refused('joining.not_possible')
    return person
  }

  async function show(reply: FastifyReply, ticket: Ticket, spot: string, typed: string, otherId: number | undefined) {
    const words = ticketWords(house, reply)
    const person = await personOf(ticket)
    if (otherId === undefined) {
      return reply.page(
        findPage({ ticket, spot, person, words: typed, found: await findOthers(house.db, person, typed) }, words),
      )
    }
    if (otherId === person.id) throw new Refused('joining.same', {}, 422)
    const other = await findPerson(house.db, otherId)
    if (!other) throw new Refused('joining.not_possible')
    return reply.page(joinPage({ ticket, spot, sides: [await sideOf(person), await sideOf(other)] }, words))
  }

  app.get<ById>('/desk/tickets/:id/person', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const word = (name: string) => (typeof request.query[name] === 'string' ? request.query[name].slice(0, 300) : '')
    return show(reply, ticket, word(SPOT_FIELD), cleanLine(word('q')), readId(word('other')))
  })

  app.post<ById>('/desk/tickets/:id/person', STAFF, async (request, reply) => {
    const { viewer } = request
    const ticket = await getTicket(house.db, viewer, readId(request.params.id))
    const read = readForm(JoinForm, request.body)
    if (!read.ok) throw new NotFound()
    await house.db.transaction().execute(async (trx) => {
      const { id, requester_id } = await getTicket(trx, viewer, ticket.id)
      await join(trx, viewer.staff as StaffViewer, { besideId: id, one: requester_id, other: read.value.other })
    })
    return reply.redirect(deskTicketUrl(ticket.id, read.typed[SPOT_FIELD], 'people_joined' satisfies EventType), 303)
  })
}

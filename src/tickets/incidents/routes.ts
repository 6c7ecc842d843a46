/** Incidents: declared, told of, gathered and ended on the desk; joined by anybody with "me too". */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Trx } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { handOverKey, knowVisitor } from '../../people/visitor-key.ts'
import { useLimits } from '../../screening/commands.ts'
import { senderOf } from '../../screening/sender.ts'
import { Forbidden, Refused } from '../../web/errors.ts'
import { type Faults, readForm, readId, type Typed } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { lockTicket } from '../commands.ts'
import type { EventType } from '../events.ts'
import { findFreshUndo, undoNotice } from '../fresh-undo.ts'
import { getTicket, type Ticket } from '../queries.ts'
import { undoable } from '../undo.ts'
import { deskTicketUrl, incidentsUrl, incidentUrl, ticketUrl } from '../urls.ts'
import { declare, end, gather, release, rememberAddress, type Speaker, update } from './commands.ts'
import { EndForm, MeTooForm, ReleaseForm, readDeclaration, readGathered, readUpdate } from './forms.ts'
import { type CameBack, incidentListPage, incidentPage, incidentWords } from './pages.ts'
import { countPeople, findIncident, listCandidates, listGathered, listHearers, listIncidents } from './queries.ts'

type ById = { Params: { id: string }; Querystring: Record<string, unknown> }
type Vote = (trx: Trx, ticketId: number, personId: number) => Promise<void>
const STAFF = { config: { access: 'staff' } } as const

/** `vote` is that of tickets/voting, handed in by app.ts: neighbours know nothing of each other. */
export function incidentRoutes(app: FastifyInstance, house: House, { vote }: { vote: Vote }): void {
  const { db } = house

  app.get(incidentsUrl(), STAFF, async (_request, reply) =>
    reply.page(incidentListPage(await listIncidents(db), new Date(), incidentWords(house, reply.words()))),
  )

  app.get<ById>('/desk/tickets/:id/incident', STAFF, async (request, reply) => {
    const ticket = await getTicket(db, request.viewer, readId(request.params.id))
    return show(request, reply, ticket)
  })

  app.post<ById>('/desk/tickets/:id/incident', STAFF, async (request, reply) => {
    const ticket = await getTicket(db, request.viewer, readId(request.params.id))
    const read = readDeclaration(request.body, reply.words().timeZone, new Date())
    if (!read.ok) return show(request, reply, ticket, { form: 'declare', typed: read.typed, faults: read.faults })
    const gathered = await listGathered(db, ticket.id)
    const act = { type: 'incident_declared', form: 'declare', typed: read.typed, fault: 'headline' } as const
    return done(request, reply, ticket, { ...act, ids: gathered.map(({ id }) => id) }, (trx, now, speaker) =>
      declare(trx, now, read.value, speaker),
    )
  })

  app.post<ById>('/desk/tickets/:id/incident/update', STAFF, async (request, reply) => {
    const ticket = await getTicket(db, request.viewer, readId(request.params.id))
    const read = readUpdate(request.body, reply.words().timeZone, new Date())
    if (!read.ok) return show(request, reply, ticket, { form: 'update', typed: read.typed, faults: read.faults })
    const act = { type: 'incident_updated', form: 'update', typed: read.typed, fault: 'text' } as const
    return done(request, reply, ticket, act, (trx, now, speaker) => update(trx, now, read.value, speaker))
  })

  app.post<ById>('/desk/tickets/:id/incident/gather', STAFF, async (request, reply) => {
    const ticket = await getTicket(db, request.viewer, readId(request.params.id))
    const { ids, typed, from, spot } = readGathered(request.body)
    const cameBack = (key: string): CameBack => ({
      form: 'gather',
      typed: { number: typed },
      faults: { number: { key } },
    })
    if (typed) return show(request, reply, ticket, cameBack('incidents.not_a_number'))
    if (ids.length === 0) return show(request, reply, ticket, cameBack('incidents.nothing_ticked'))
    const act = { type: 'incident_gathered', form: 'gather', typed: {}, fault: 'number', ids } as const
    const back = from === undefined ? undefined : deskTicketUrl(from, spot, act.type)
    return done(request, reply, ticket, { ...act, back }, (trx, now, speaker) => gather(trx, now.id, ids, speaker))
  })

  app.post<ById>('/desk/tickets/:id/incident/release', STAFF, async (request, reply) => {
    const ticket = await getTicket(db, request.viewer, readId(request.params.id))
    const read = readForm(ReleaseForm, request.body)
    if (!read.ok) return show(request, reply, ticket)
    const ids = [read.value.ticket]
    const act = { type: 'incident_released', form: 'gather', typed: {}, fault: 'number', ids } as const
    return done(request, reply, ticket, act, (trx, _now, speaker) => release(trx, read.value.ticket, speaker))
  })

  app.post<ById>('/desk/tickets/:id/incident/end', STAFF, async (request, reply) => {
    const ticket = await getTicket(db, request.viewer, readId(request.params.id))
    const read = readForm(EndForm, request.body)
    if (!read.ok) return show(request, reply, ticket, { form: 'end', typed: read.typed, faults: read.faults })
    const gathered = await listGathered(db, ticket.id)
    const act = { type: 'incident_ended', form: 'end', typed: read.typed, fault: 'text' } as const
    return done(request, reply, ticket, { ...act, ids: gathered.map(({ id }) => id) }, (trx, now, speaker) =>
      end(trx, now, read.value, speaker),
    )
  })

  /** In place of a ticket of one's own. An address, where one is left, is told when it is over. */
  app.post<ById>('/tickets/:id/me-too', { config: { access: 'anyone' } }, async (request, reply) => {
    const { viewer } = request
    const ticket = await getTicket(db, viewer, readId(request.params.id))
    if (!viewer.staff && !house.settings.now.anonymousVotes) throw new Forbidden('voting.closed')
    const incident = await findIncident(db, ticket.id)
    if (!incident || incident.ended_at) throw new Refused('incidents.over')
    const read = readForm(MeTooForm, request.body)
    if (!read.ok) throw new Refused('fields.not_email', {}, 422)
    await useLimits(db, 'vote', senderOf(request, house.secret))
    const { language } = reply.words()
    const visitor = await db.transaction().execute(async (trx) => {
      await lockTicket(trx, ticket.id)
      const person = await knowVisitor(trx, request)
      if (person.personId !== ticket.requester_id) await vote(trx, ticket.id, person.personId)
      if (!viewer.staff) await rememberAddress(trx, person.personId, read.value.email, language)
      return person
    })
    handOverKey(reply, house.config, visitor)
    return reply.redirect(`${ticketUrl(ticket)}#incident`, 303)
  })

  type Act = {
    type: EventType
    form: CameBack['form']
    typed: Typed
    fault: string
    ids?: readonly number[]
    back?: string | undefined
  }

  /** One transaction, with its undo; what was refused comes back beside its form. */
  async function done(
    request: FastifyRequest,
    reply: FastifyReply,
    { id }: Ticket,
    { type, form, typed, fault, ids = [], back = incidentUrl(id, type) }: Act,
    run: (trx: Trx, now: Ticket, speaker: Speaker) => Promise<void>,
  ): Promise<FastifyReply> {
    const staff = request.viewer.staff as StaffViewer
    const speaker = { staff, secret: house.secret, siteUrl: house.config.siteUrl, taxonomy: house.taxonomy.now }
    try {
      await db.transaction().execute((trx) =>
        undoable(trx, { staffId: staff.id, type, ticketIds: [...new Set([id, ...ids])] }, async () => ({
          result: await run(trx, await getTicket(trx, request.viewer, id), speaker),
        })),
      )
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 422) throw error
      const faults: Faults = { [fault]: { key: error.key, params: error.params } }
      return show(request, reply, await getTicket(db, request.viewer, id), { form, typed, faults })
    }
    return reply.redirect(back, 303)
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    ticket: Ticket,
    cameBack?: CameBack,
  ): Promise<FastifyReply> {
    const words = incidentWords(house, reply.words())
    const incident = await findIncident(db, ticket.id)
    const gathered = await listGathered(db, ticket.id)
    const running = incident && !incident.ended_at
    const staff = request.viewer.staff as StaffViewer
    const { did } = request.query as Record<string, unknown>
    const isOurs = typeof did === 'string' && did.startsWith('incident_')
    const undo = isOurs ? await findFreshUndo(db, staff.id, ticket.id, did) : undefined
    const notice =
      undo &&
      undoNotice(undo, words.t(`incidents.did_${undo.type}`), { ticketId: ticket.id, back: 'incident' }, words.t)
    const page = {
      ticket,
      incident,
      gathered,
      candidates: running ? await listCandidates(db, incident, ticket.title, gathered) : [],
      people: running ? await countPeople(db, ticket.id) : 0,
      letters: running ? (await listHearers(db, ticket.id)).length : 0,
      now: new Date(),
      notice,
      cameBack,
    }
    return reply.page(incidentPage(page, words))
  }
}

/** Staff make one ticket of two: they choose the other one, look at what it means, and agree. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { Refused } from '../../web/errors.ts'
import { readForm, readId, type Typed } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import type { EventType } from '../events.ts'
import { chosen, type Found, isOpen, readChoice } from '../guard.ts'
import { getTicket, type Ticket } from '../queries.ts'
import { findInTicket } from '../redaction.ts'
import { relate } from '../relating.ts'
import { ticketWords } from '../rows.ts'
import { deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { mergeOnce } from './commands.ts'
import { MergeForm } from './forms.ts'
import { choosePage, confirmPage } from './pages.ts'
import { listCandidates, listPeople, newestReplyOf, readTexts } from './queries.ts'
import { REACHES, type Reach, reachesOf } from './rules.ts'
import { readNumber } from './urls.ts'

type ById = { Params: { id: string }; Querystring: Record<string, unknown> }
const STAFF = { config: { access: 'staff' } } as const

export function mergingRoutes(app: FastifyInstance, house: House): void {
  async function choose(reply: FastifyReply, ticket: Ticket, spot: string, words: string, fault?: Refused) {
    const say = ticketWords(house, reply)
    const found = await listCandidates(house.db, ticket, fault ? '' : words)
    const why = fault && say.t(fault.key, fault.params)
    return reply.page(choosePage({ ticket, spot, words, found, fault: why }, say))
  }

  async function confirm(
    reply: FastifyReply,
    [from, into]: readonly [Ticket, Ticket],
    wanted: Reach,
    spot: string,
    again?: Typed,
  ) {
    const [one, other] = [await sideOf(house, from), await sideOf(house, into)]
    const offered = reachesOf({ ...from, people: one.people }, { ...into, people: other.people })
    const reach = offered.includes(wanted) ? wanted : 'narrow'
    const found = await opening(house.db, [from, into], reach)
    const choice = readChoice(again ?? {})
    const pairing = { from: one, into: other, reach, spot, found, choice, overtaken: again !== undefined }
    return reply.page(confirmPage(pairing, ticketWords(house, reply)))
  }

  app.get<ById>('/desk/tickets/:id/merge', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const word = (name: string) => (typeof request.query[name] === 'string' ? request.query[name].slice(0, 300) : '')
    const spot = word(SPOT_FIELD)
    const number = readId(word('into') || readNumber(word('q')))
    if (number === undefined) return choose(reply, ticket, spot, word('q'))
    const into = await findOther(house, request, ticket, number)
    if (into instanceof Refused) return choose(reply, ticket, spot, word('q') || String(number), into)
    return confirm(reply, [ticket, into], REACHES.find((one) => one === word('reach')) ?? 'narrow', spot)
  })

  app.post<ById>('/desk/tickets/:id/merge', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const read = readForm(MergeForm, request.body)
    const spot = read.typed[SPOT_FIELD] ?? ''
    if (!read.ok) return choose(reply, ticket, spot, '', new Refused('merging.need', {}, 422))
    const { into: intoId, reach, seen = 0 } = read.value
    const into = await findOther(house, request, ticket, intoId)
    if (into instanceof Refused) return choose(reply, ticket, spot, String(intoId), into)
    const { viewer } = request
    const { secret, config, taxonomy } = house
    const staff = viewer.staff as StaffViewer
    const by = { viewer, staff, secret, siteUrl: config.siteUrl, taxonomy: taxonomy.now }
    const choice = readChoice(read.typed)
    const done = await house.db.transaction().execute(async (trx) => {
      // What nobody has seen here must not be shown to anybody by this click.
      if (reach !== 'narrow' && (await newestReplyOf(trx, [ticket.id, into.id])) > seen) return false
      const found = await opening(trx, [ticket, into], reach)
      if (isOpen(found, choice)) return false
      await mergeOnce(trx, by, ticket.id, into.id, reach, chosen(found, choice))
      return true
    })
    if (!done) return confirm(reply, [ticket, into], reach, spot, read.typed)
    if (reach === 'public') relate(house.db, into.id).catch((error) => app.log.error({ err: error }, 'related tickets'))
    return reply.redirect(deskTicketUrl(into.id, spot, 'merged' satisfies EventType), 303)
  })
}

/** What looks private in what strangers read for the first time. */
async function opening(db: Db, pair: readonly Ticket[], reach: Reach): Promise<Found[]> {
  if (reach !== 'public') return []
  const hidden = pair.filter(({ visibility, review_state }) => visibility === 'private' || review_state === 'held')
  const found = new Map<string, Found>()
  for (const ticket of hidden) for (const one of await findInTicket(db, ticket)) found.set(one.key, one)
  return [...found.values()]
}

async function sideOf(house: House, ticket: Ticket) {
  return { ticket, people: await listPeople(house.db, ticket.id), texts: await readTexts(house.db, ticket.id) }
}

/** The other ticket, or why it cannot be had. */
async function findOther(
  house: House,
  { viewer }: FastifyRequest,
  ticket: Ticket,
  number: number,
): Promise<Ticket | Refused> {
  if (number === ticket.id) return new Refused('merging.itself', {}, 422)
  const row = await house.db
    .selectFrom('tickets')
    .select(['removed_at', 'merged_into'])
    .where('id', '=', number)
    .executeTakeFirst()
  if (!row) return new Refused('merging.unknown', { number }, 422)
  if (row.removed_at) return new Refused('merging.removed', { number }, 422)
  if (row.merged_into === ticket.id) return new Refused('merging.ring', { number, other: ticket.id }, 422)
  if (row.merged_into) return new Refused('merging.merged_already', { number, other: row.merged_into }, 422)
  return getTicket(house.db, viewer, number)
}

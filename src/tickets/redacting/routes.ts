/** Hiding something from the public, splitting a private part off a message, and putting an original back. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { House } from '../../house.ts'
import type { Hidden } from '../../text/private-data/hide.ts'
import { NotFound } from '../../web/errors.ts'
import { type Faults, readForm, readId, type Typed } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import type { EventType } from '../events.ts'
import { chosen, isOpen, readChoice } from '../guard.ts'
import { getTicket, type Ticket } from '../queries.ts'
import { findInTicket, listRedactions, redact, restoreOriginal } from '../redaction.ts'
import { relate } from '../relating.ts'
import { undoable } from '../undo.ts'
import { deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { part } from './commands.ts'
import { PartForm, RedactForm } from './forms.ts'
import { partPage, redactPage } from './pages.ts'
import { getMessage, listArticlesWith, listOpenFiles } from './queries.ts'
import { stateOf } from './rules.ts'

type ById = { Params: { id: string }; Querystring: Record<string, unknown> }
const STAFF = { config: { access: 'staff' } } as const

export function redactingRoutes(app: FastifyInstance, house: House): void {
  const { siteUrl } = house.config
  const spotOf = ({ query }: { query: Record<string, unknown> }) => {
    const spot = query[SPOT_FIELD]
    return typeof spot === 'string' ? spot : ''
  }
  const actorOf = (request: FastifyRequest) => {
    const { id: staffId, personId } = request.viewer.staff as StaffViewer
    return { staffId, actor: { personId, byStaff: true } }
  }
  const loadTicket = (request: FastifyRequest<ById>) => getTicket(house.db, request.viewer, readId(request.params.id))
  /** Looked for after the answer: whoever hides something does not wait for it. */
  const relateAgain = (id: number) =>
    relate(house.db, id).catch((error) => app.log.error({ err: error }, 'related tickets'))

  async function around(ticket: Ticket, typed: Typed) {
    const found = await findInTicket(house.db, ticket)
    const hidden = [...found, ...wordsIn(typed.also)]
    return {
      ticket,
      found,
      typed,
      files: await listOpenFiles(house.db, ticket.id),
      articles: await listArticlesWith(house.db, ticket.id, hidden),
    }
  }

  app.get<ById>('/desk/tickets/:id/redact', STAFF, async (request, reply) => {
    const ticket = await loadTicket(request)
    return reply.page(redactPage({ ...(await around(ticket, {})), spot: spotOf(request) }, reply.words()))
  })

  app.post<ById>('/desk/tickets/:id/redact', STAFF, async (request, reply) => {
    const ticket = await loadTicket(request)
    const read = readForm(RedactForm, request.body)
    const { typed } = read
    const spot = typed[SPOT_FIELD] ?? ''
    const again = async (more: { faults?: Faults; overtaken?: boolean }) =>
      reply.page(redactPage({ ...(await around(ticket, typed)), spot, ...more }, reply.words()))
    if (!read.ok) return again({ faults: read.faults })
    const { staffId, actor } = actorOf(request)
    const choice = readChoice(typed)
    const done = await house.db.transaction().execute(async (trx) => {
      const act = async () => {
        const now = await getTicket(trx, request.viewer, ticket.id)
        const found = await findInTicket(trx, now)
        if (isOpen(found, choice)) return { result: 'overtaken' as const }
        const hidden = [...chosen(found, choice), ...wordsIn(typed.also)]
        if (hidden.length === 0) return { result: 'nothing' as const }
        const texts = await redact(trx, now, hidden, actor, siteUrl)
        return { result: texts === 0 ? ('not_there' as const) : ('done' as const) }
      }
      return (await undoable(trx, { staffId, type: 'redacted', ticketIds: [ticket.id] }, act)).result
    })
    if (done === 'overtaken') return again({ overtaken: true })
    if (done !== 'done') return again({ faults: { also: { key: `redacting.${done}` } } })
    relateAgain(ticket.id)
    return reply.redirect(deskTicketUrl(ticket.id, spot, 'redacted' satisfies EventType), 303)
  })

  app.post<ById>('/desk/tickets/:id/restore-original', STAFF, async (request, reply) => {
    const ticket = await loadTicket(request)
    const body = (request.body ?? {}) as Typed
    const { staffId, actor } = actorOf(request)
    await house.db.transaction().execute((trx) =>
      undoable(trx, { staffId, type: 'unredacted', ticketIds: [ticket.id] }, async () => {
        const now = await getTicket(trx, request.viewer, ticket.id)
        const original = (await listRedactions(trx, now.id)).find(({ id }) => id === readId(body.original))
        if (!original) throw new NotFound()
        return { result: await restoreOriginal(trx, now, original, actor, siteUrl) }
      }),
    )
    relateAgain(ticket.id)
    return reply.redirect(deskTicketUrl(ticket.id, body[SPOT_FIELD], 'unredacted' satisfies EventType), 303)
  })

  app.get<ById>('/desk/tickets/:id/part', STAFF, async (request, reply) => {
    const ticket = await loadTicket(request)
    const message = await getMessage(house.db, request.viewer, ticket, readId(request.query.reply))
    const was = stateOf(message.source)
    return reply.page(partPage({ ticket, message, was, spot: spotOf(request) }, reply.words()))
  })

  app.post<ById>('/desk/tickets/:id/part', STAFF, async (request, reply) => {
    const ticket = await loadTicket(request)
    const read = readForm(PartForm, request.body)
    const { typed } = read
    const spot = typed[SPOT_FIELD] ?? ''
    const message = await getMessage(house.db, request.viewer, ticket, readId(typed.reply))
    const again = (more: { faults?: Faults; overtaken?: boolean }) =>
      reply.page(partPage({ ticket, message, was: typed.was ?? '', spot, typed, ...more }, reply.words()))
    if (!read.ok) return again({ faults: read.faults })
    const { value } = read
    if (value.open === message.source.trim()) return again({ faults: { open: { key: 'parting.unchanged' } } })
    const { staffId, actor } = actorOf(request)
    const done = await house.db.transaction().execute(async (trx) => {
      const act = async () => {
        const now = await getTicket(trx, request.viewer, ticket.id)
        const fresh = await getMessage(trx, request.viewer, now, value.reply)
        if (stateOf(fresh.source) !== value.was) return { result: false }
        await part(trx, now, fresh, value, actor, siteUrl)
        return { result: true }
      }
      return (await undoable(trx, { staffId, type: 'parted', ticketIds: [ticket.id] }, act)).result
    })
    if (!done) return again({ overtaken: true })
    relateAgain(ticket.id)
    return reply.redirect(deskTicketUrl(ticket.id, spot, 'parted' satisfies EventType), 303)
  })
}

function wordsIn(also: string | undefined): Hidden[] {
  const lines = (also ?? '').split('\n').map((line) => line.trim())
  return [...new Set(lines)].filter(Boolean).map((text) => ({ kind: 'other' as const, text }))
}

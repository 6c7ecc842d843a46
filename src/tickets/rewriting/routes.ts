/** Staff edit a ticket's title and text, or a reply of staff, and look up what stood there before. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../../house.ts'
import { renderMarkdown } from '../../text/markdown.ts'
import { NotFound } from '../../web/errors.ts'
import { readForm, readId, type Typed } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { lockTicket } from '../commands.ts'
import type { EventType } from '../events.ts'
import { getReply, getTicket } from '../queries.ts'
import { relate } from '../relating.ts'
import { deskActUrl, deskReplyActUrl, deskTicketUrl, replyAnchor, SPOT_FIELD } from '../urls.ts'
import { rewriteReply, rewriteTicket } from './commands.ts'
import { ReplyTextForm, TicketTextForm } from './forms.ts'
import { type Draft, earlierPage, rewritePage } from './pages.ts'
import { listOriginals, listVersions } from './queries.ts'
import { stateOf } from './rules.ts'

type ById = { Params: { id: string }; Querystring: Record<string, unknown> }
const STAFF = { config: { access: 'staff' } } as const

const spotOf = ({ query }: { query: Record<string, unknown> }) => {
  const spot = query[SPOT_FIELD]
  return typeof spot === 'string' ? spot : ''
}

export function rewritingRoutes(app: FastifyInstance, house: House): void {
  const { siteUrl } = house.config
  const actorOf = (request: FastifyRequest) => ({
    personId: (request.viewer.staff as StaffViewer).personId,
    byStaff: true,
  })

  app.get<ById>('/desk/tickets/:id/edit', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    return reply.page(
      rewritePage(
        {
          what: 'ticket',
          ticket,
          action: deskActUrl(ticket.id, 'edit'),
          was: stateOf(ticket.title, ticket.source),
          spot: spotOf(request),
          typed: { title: ticket.title, text: ticket.source },
        },
        reply.words(),
      ),
    )
  })

  app.post<ById>('/desk/tickets/:id/edit', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const read = readForm(TicketTextForm, request.body)
    const spot = read.typed[SPOT_FIELD] ?? ''
    const back = (more: Partial<Draft>, now = ticket) =>
      again(reply, read.typed, more, {
        what: 'ticket',
        ticket: now,
        action: deskActUrl(now.id, 'edit'),
        was: stateOf(now.title, now.source),
        spot,
      })
    if (read.typed.preview) return back({ was: read.typed.was, previewHtml: preview(read.typed, ticket.by_staff) })
    if (!read.ok) return back({ was: read.typed.was, faults: read.faults, status: 422 })
    const { value } = read
    const done = await house.db.transaction().execute(async (trx) => {
      await lockTicket(trx, ticket.id)
      const now = await getTicket(trx, request.viewer, ticket.id)
      if (stateOf(now.title, now.source) !== value.was) return { now }
      return rewriteTicket(trx, now, value, actorOf(request), siteUrl)
    })
    if ('now' in done) return back({ notice: reply.words().t('rewriting.changed_meanwhile'), status: 409 }, done.now)
    // Looked for after the answer: whoever edits does not wait for it.
    if (done.retitled) relate(house.db, ticket.id).catch((error) => app.log.error({ err: error }, 'related tickets'))
    const did: EventType = done.retitled ? 'retitled' : 'edited'
    return reply.redirect(deskTicketUrl(ticket.id, spot, done.retitled || done.edited ? did : ''), 303)
  })

  app.get<ById>('/desk/replies/:id/edit', STAFF, async (request, reply) => {
    const { id, ticket, source } = await ofStaff(request, readId(request.params.id))
    return reply.page(
      rewritePage(
        {
          what: 'reply',
          ticket,
          action: deskReplyActUrl(id, 'edit'),
          was: stateOf(source),
          spot: spotOf(request),
          typed: { text: source },
        },
        reply.words(),
      ),
    )
  })

  app.post<ById>('/desk/replies/:id/edit', STAFF, async (request, reply) => {
    const { id, ticket, ...message } = await ofStaff(request, readId(request.params.id))
    const read = readForm(ReplyTextForm, request.body)
    const spot = read.typed[SPOT_FIELD] ?? ''
    const back = (more: Partial<Draft>, source = message.source) =>
      again(reply, read.typed, more, {
        what: 'reply',
        ticket,
        action: deskReplyActUrl(id, 'edit'),
        was: stateOf(source),
        spot,
      })
    if (read.typed.preview) return back({ was: read.typed.was, previewHtml: preview(read.typed, true) })
    if (!read.ok) return back({ was: read.typed.was, faults: read.faults, status: 422 })
    const { value } = read
    const meanwhile = await house.db.transaction().execute(async (trx) => {
      await lockTicket(trx, ticket.id)
      const now = await getReply(trx, request.viewer, id)
      if (stateOf(now.source) !== value.was) return now.source
      return rewriteReply(trx, ticket, now, value.text, actorOf(request), siteUrl)
    })
    if (meanwhile !== undefined) {
      return back({ notice: reply.words().t('rewriting.changed_meanwhile'), status: 409 }, meanwhile)
    }
    return reply.redirect(`${deskTicketUrl(ticket.id, spot, 'edited' satisfies EventType)}#${replyAnchor(id)}`, 303)
  })

  app.get<ById>('/desk/tickets/:id/earlier', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const earlier = {
      ticket,
      spot: spotOf(request),
      versions: await listVersions(house.db, ticket.id),
      originals: await listOriginals(house.db, ticket.id),
    }
    return reply.page(earlierPage(earlier, reply.words()))
  })

  function again(reply: FastifyReply, typed: Typed, more: Partial<Draft>, draft: Omit<Draft, 'typed'>) {
    return reply.page(rewritePage({ ...draft, typed, ...more, was: more.was ?? draft.was }, reply.words()))
  }

  function preview({ text = '' }: Typed, byStaff: boolean) {
    return renderMarkdown(text, { author: byStaff ? 'staff' : 'visitor', siteUrl })
  }

  /** What a visitor wrote is theirs: staff edit tickets and their own team's replies, and remove the others. */
  async function ofStaff(request: FastifyRequest, replyId: number | undefined) {
    const message = await getReply(house.db, request.viewer, replyId)
    if (!message.by_staff) throw new NotFound()
    return { ...message, ticket: await getTicket(house.db, request.viewer, message.ticket_id) }
  }
}

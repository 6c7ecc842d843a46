import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { myUrl } from '../../people/urls.ts'
import { renderMarkdown } from '../../text/markdown.ts'
import { readForm, readId } from '../../web/forms.ts'
import { lockTicket } from '../commands.ts'
import { relate } from '../relating.ts'
import { replyUrl, ticketUrl } from '../urls.ts'
import { editReply, editTicket, withdrawReply, withdrawTicket } from './commands.ts'
import { ReplyForm, ThanksForm, TicketForm } from './forms.ts'
import { editPage, withdrawPage } from './pages.ts'
import { getOwnReply, getOwnTicket } from './queries.ts'
import { demandStillEditable, hiddenIn, unasked } from './rules.ts'

type OnTicket = { Params: { id: string } }
type OnReply = { Params: { id: string; reply: string } }
const config = { access: 'anyone' as const }

export function editingRoutes(app: FastifyInstance, house: House): void {
  const preview = (text: string | undefined) =>
    renderMarkdown(text ?? '', { author: 'visitor', siteUrl: house.config.siteUrl })

  app.get<OnTicket>('/tickets/:id/edit', { config }, async (request, reply) => {
    const ticket = await getOwnTicket(house.db, request.viewer, readId(request.params.id))
    demandStillEditable(ticket.created_at)
    return reply.page(editPage(ticket, { typed: { title: ticket.title, text: ticket.source } }, reply.words()))
  })

  app.post<OnTicket>('/tickets/:id/edit', { config }, async (request, reply) => {
    const ticket = await getOwnTicket(house.db, request.viewer, readId(request.params.id))
    demandStillEditable(ticket.created_at)
    const read = readForm(ticket.kind === 'thanks' ? ThanksForm : TicketForm, request.body)
    const { typed } = read
    if (typed.preview) {
      return reply.page(editPage(ticket, { typed, previewHtml: preview(typed.text) }, reply.words()))
    }
    if (!read.ok) return reply.page(editPage(ticket, { typed, faults: read.faults }, reply.words()))
    const { title, text } = read.value
    const edited = {
      visibility: ticket.visibility,
      before: `${ticket.title}\n\n${ticket.source}`,
      after: `${title}\n\n${text}`,
      shownName: ticket.requester_name,
      typed,
    }
    const guard = unasked(edited)
    if (guard) return reply.page(editPage(ticket, { typed, guard }, reply.words()))
    const { slug } = await house.db.transaction().execute(async (trx) => {
      await lockTicket(trx, ticket.id)
      return editTicket(trx, house, await getOwnTicket(trx, request.viewer, ticket.id), read.value, hiddenIn(edited))
    })
    relate(house.db, ticket.id).catch((error) => app.log.error({ err: error }, 'related tickets'))
    return reply.redirect(ticketUrl({ id: ticket.id, slug }), 303)
  })

  app.get<OnTicket>('/tickets/:id/withdraw', { config }, async (request, reply) => {
    const ticket = await getOwnTicket(house.db, request.viewer, readId(request.params.id))
    demandStillEditable(ticket.created_at)
    return reply.page(withdrawPage(ticket, undefined, reply.words()))
  })

  app.post<OnTicket>('/tickets/:id/withdraw', { config }, async (request, reply) => {
    await house.db.transaction().execute(async (trx) => {
      const ticket = await getOwnTicket(trx, request.viewer, readId(request.params.id))
      demandStillEditable(ticket.created_at)
      await withdrawTicket(trx, ticket)
    })
    return reply.redirect(myUrl(), 303)
  })

  app.get<OnReply>('/tickets/:id/replies/:reply/edit', { config }, async (request, reply) => {
    const own = await getOwnReply(house.db, request.viewer, readId(request.params.id), readId(request.params.reply))
    demandStillEditable(own.reply.created_at)
    return reply.page(editPage(own.ticket, { replyId: own.reply.id, typed: { text: own.reply.source } }, reply.words()))
  })

  app.post<OnReply>('/tickets/:id/replies/:reply/edit', { config }, async (request, reply) => {
    const ids = [readId(request.params.id), readId(request.params.reply)] as const
    const { ticket, reply: own } = await getOwnReply(house.db, request.viewer, ...ids)
    demandStillEditable(own.created_at)
    const read = readForm(ReplyForm, request.body)
    const draft = { replyId: own.id, typed: read.typed }
    if (read.typed.preview) {
      return reply.page(editPage(ticket, { ...draft, previewHtml: preview(read.typed.text) }, reply.words()))
    }
    if (!read.ok) return reply.page(editPage(ticket, { ...draft, faults: read.faults }, reply.words()))
    const edited = {
      visibility: ticket.visibility,
      before: own.source,
      after: read.value.text,
      shownName: own.author_name,
      typed: read.typed,
    }
    const guard = own.audience === 'public' ? unasked(edited) : undefined
    if (guard) return reply.page(editPage(ticket, { ...draft, guard }, reply.words()))
    await house.db.transaction().execute(async (trx) => {
      await lockTicket(trx, ticket.id)
      const fresh = await getOwnReply(trx, request.viewer, ...ids)
      await editReply(trx, house, fresh.ticket, fresh.reply, read.value.text, hiddenIn(edited))
    })
    return reply.redirect(replyUrl(ticket, own.id), 303)
  })

  app.get<OnReply>('/tickets/:id/replies/:reply/withdraw', { config }, async (request, reply) => {
    const own = await getOwnReply(house.db, request.viewer, readId(request.params.id), readId(request.params.reply))
    demandStillEditable(own.reply.created_at)
    return reply.page(withdrawPage(own.ticket, own.reply.id, reply.words()))
  })

  app.post<OnReply>('/tickets/:id/replies/:reply/withdraw', { config }, async (request, reply) => {
    const url = await house.db.transaction().execute(async (trx) => {
      const own = await getOwnReply(trx, request.viewer, readId(request.params.id), readId(request.params.reply))
      demandStillEditable(own.reply.created_at)
      await withdrawReply(trx, own.ticket, own.reply)
      return ticketUrl(own.ticket)
    })
    return reply.redirect(url, 303)
  })
}

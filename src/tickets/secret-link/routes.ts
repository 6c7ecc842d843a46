import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { House } from '../../house.ts'
import { rememberPass } from '../../people/guest-links.ts'
import { readLinkToken, rememberLink } from '../../people/secret-links.ts'
import { useLimits } from '../../screening/commands.ts'
import { senderOf } from '../../screening/sender.ts'
import { FOR_NOBODY_ELSE } from '../../web/cache.ts'
import { setCookie } from '../../web/cookies.ts'
import { NotFound, Refused } from '../../web/errors.ts'
import { email, readForm, readId } from '../../web/forms.ts'
import { lockTicket } from '../commands.ts'
import { standingOf } from '../queries.ts'
import { putLink, ticketLink } from '../receipts.ts'
import { deskTicketUrl, ticketActUrl, ticketUrl } from '../urls.ts'
import { renewLink } from './commands.ts'
import { type LinkPage, linkFile, linkPage } from './pages.ts'
import { findMergedBehind, getKeyedTicket, getTicketBehind } from './queries.ts'

const MailForm = z.object({ email: email() })

type OnTicket = { Params: { id: string }; Querystring: { done?: unknown } }
type Keyed = Awaited<ReturnType<typeof getKeyedTicket>>
const config = { access: 'anyone' as const }

export function secretLinkRoutes(app: FastifyInstance, house: House): void {
  const idOf = (request: FastifyRequest<OnTicket>) => readId(request.params.id)
  const linkOf = (ticket: Keyed) => house.config.siteUrl + ticketLink(house.secret, ticket)
  const show = (reply: FastifyReply, ticket: Keyed, changes: Partial<LinkPage>) => {
    const hasMail = house.config.smtpUrl !== undefined
    return reply.page(linkPage(ticket, { link: linkOf(ticket), hasMail, ...changes }, reply.words()))
  }

  /** What was opened by the old link stays open in this browser: as one's own, or as a guest of it. */
  function rememberMerged(
    { viewer }: FastifyRequest,
    reply: FastifyReply,
    merged: NonNullable<Awaited<ReturnType<typeof findMergedBehind>>>,
  ): void {
    const { id, link_version: version, personId, role } = merged
    if (role === 'requester') {
      setCookie(reply, house.config, 'links', rememberLink(house.secret, viewer.linkedTickets, { id, version }))
      return
    }
    const pass = { ticketId: id, personId }
    setCookie(reply, house.config, 'guests', rememberPass(house.secret, viewer.guestOf ?? [], pass))
  }

  /** The one GET that sets a cookie: it exchanges the link for the right to this ticket in this browser. */
  app.get<{ Params: { token: string } }>('/t/:token', { config }, async (request, reply) => {
    const link = readLinkToken(house.secret, request.params.token)
    const merged = link && (await findMergedBehind(house.db, link))
    reply.header('cache-control', FOR_NOBODY_ELSE)
    if (merged) {
      rememberMerged(request, reply, merged)
      return reply.redirect(ticketUrl(merged), 303)
    }
    const ticket = link && (await getTicketBehind(house.db, link))
    if (!link || !ticket) throw new NotFound()
    setCookie(reply, house.config, 'links', rememberLink(house.secret, request.viewer.linkedTickets, link))
    return reply.redirect(ticketUrl(ticket), 303)
  })

  app.get<OnTicket>('/tickets/:id/secret-link', { config }, async (request, reply) => {
    const ticket = await getKeyedTicket(house.db, request.viewer, idOf(request))
    const { done } = request.query
    return show(reply, ticket, { done: done === 'sent' || done === 'renewed' ? done : undefined })
  })

  app.get<OnTicket>('/tickets/:id/secret-link.txt', { config }, async (request, reply) => {
    const ticket = await getKeyedTicket(house.db, request.viewer, idOf(request))
    return reply
      .header('cache-control', FOR_NOBODY_ELSE)
      .header('x-robots-tag', 'noindex')
      .header('content-disposition', `attachment; filename="ticket-${ticket.id}.txt"`)
      .type('text/plain; charset=utf-8')
      .send(linkFile(ticket, linkOf(ticket), house.settings.now.name, reply.words()))
  })

  app.post<OnTicket>('/tickets/:id/mail-link', { config }, async (request, reply) => {
    const ticket = await getKeyedTicket(house.db, request.viewer, idOf(request))
    if (house.config.smtpUrl === undefined) throw new Refused('secret_link.no_mail')
    // A post that waits for staff sends nothing to anybody.
    if (ticket.review_state === 'held') throw new Refused('secret_link.held')
    const read = readForm(MailForm, request.body)
    if (!read.ok) return show(reply, ticket, { typed: read.typed, faults: read.faults })
    await useLimits(house.db, 'link_mail', senderOf(request, house.secret))
    const { language } = reply.words()
    const mail = { to: read.value.email, language }
    const isPut = await house.db.transaction().execute((trx) => putLink(trx, house.secret, ticket, mail))
    if (!isPut) return show(reply, ticket, { typed: read.typed, faults: { email: { key: 'secret_link.enough' } } })
    return reply.redirect(`${ticketActUrl(ticket.id, 'secret-link')}?done=sent`, 303)
  })

  app.post<OnTicket>('/tickets/:id/renew-link', { config }, async (request, reply) => {
    const { ticket, version } = await house.db.transaction().execute(async (trx) => {
      const found = await getKeyedTicket(trx, request.viewer, idOf(request))
      await lockTicket(trx, found.id)
      const byStaff = request.viewer.staff !== null
      const personId = byStaff ? request.viewer.personId : found.requester_id
      return { ticket: found, version: await renewLink(trx, found.id, { personId, byStaff }) }
    })
    if (standingOf(ticket, request.viewer) === 'staff') return reply.redirect(deskTicketUrl(ticket.id), 303)
    // The browser that asks for it goes on reading, also when the old link is what let it in.
    const link = { id: ticket.id, version }
    setCookie(reply, house.config, 'links', rememberLink(house.secret, request.viewer.linkedTickets, link))
    return reply.redirect(`${ticketActUrl(ticket.id, 'secret-link')}?done=renewed`, 303)
  })
}

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { editArticleUrl } from '../../articles/urls.ts'
import type { House } from '../../house.ts'
import { SignInNeeded } from '../../web/errors.ts'
import { readForm, readId } from '../../web/forms.ts'
import { lockTicket } from '../commands.ts'
import { chosen, isOpen, lookOver, readChoice } from '../guard.ts'
import { getReply, getTicket } from '../queries.ts'
import { posterOf } from '../redaction.ts'
import { deskUrl } from '../urls.ts'
import { makeArticle } from './commands.ts'
import { guardPage } from './pages.ts'
import { findArticleOf } from './queries.ts'

export function toArticleRoutes(app: FastifyInstance, house: House): void {
  app.post<{ Params: { id: string } }>(
    '/desk/replies/:id/article',
    { config: { access: 'staff' } },
    async (request, reply) => {
      const { staff } = request.viewer
      if (!staff) throw new SignInNeeded(deskUrl())
      const source = await getReply(house.db, request.viewer, readId(request.params.id))
      const author = { staffId: staff.id, personId: staff.personId, siteUrl: house.config.siteUrl }
      const ticket = await getTicket(house.db, request.viewer, source.ticket_id)
      // An article names nobody: what the ticket shows its author as is private there.
      const poster = { ...(await posterOf(house.db, ticket)), shownName: undefined }
      const found = lookOver([ticket.title, source.source], poster)
      const choice = readChoice(readForm(z.object({}), request.body).typed)
      if (isOpen(found, choice) && (await findArticleOf(house.db, source.id)) === undefined) {
        return reply.page(guardPage(ticket, source, { found, choice }, reply.words()))
      }
      const hidden = chosen(found, choice)
      const articleId = await house.db.transaction().execute(async (trx) => {
        await lockTicket(trx, source.ticket_id)
        return makeArticle(trx, await getTicket(trx, request.viewer, source.ticket_id), source, author, hidden)
      })
      return reply.redirect(`${editArticleUrl(articleId)}?done=started`, 303)
    },
  )
}

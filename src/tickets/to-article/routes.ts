import type { FastifyInstance } from 'fastify'
import { editArticleUrl } from '../../articles/urls.ts'
import type { House } from '../../house.ts'
import { SignInNeeded } from '../../web/errors.ts'
import { readId } from '../../web/forms.ts'
import { lockTicket } from '../commands.ts'
import { getReply, getTicket } from '../queries.ts'
import { deskUrl } from '../urls.ts'
import { makeArticle } from './commands.ts'

export function toArticleRoutes(app: FastifyInstance, house: House): void {
  app.post<{ Params: { id: string } }>(
    '/desk/replies/:id/article',
    { config: { access: 'staff' } },
    async (request, reply) => {
      const { staff } = request.viewer
      if (!staff) throw new SignInNeeded(deskUrl())
      const source = await getReply(house.db, request.viewer, readId(request.params.id))
      const author = { staffId: staff.id, personId: staff.personId, siteUrl: house.config.siteUrl }
      const articleId = await house.db.transaction().execute(async (trx) => {
        await lockTicket(trx, source.ticket_id)
        return makeArticle(trx, await getTicket(trx, request.viewer, source.ticket_id), source, author)
      })
      return reply.redirect(`${editArticleUrl(articleId)}?done=started`, 303)
    },
  )
}

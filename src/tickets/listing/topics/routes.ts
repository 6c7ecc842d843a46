/** One category's or tag's page: its articles, then its tickets. Old names lead on for ever. */
import type { FastifyInstance } from 'fastify'
import { listArticlesAbout } from '../../../articles/queries.ts'
import type { House } from '../../../house.ts'
import { findRenamed, findTag } from '../../../taxonomy/queries.ts'
import { categoryUrl, tagUrl } from '../../../taxonomy/urls.ts'
import { NotFound } from '../../../web/errors.ts'
import { moved } from '../../../web/moved.ts'
import { ticketWords } from '../../rows.ts'
import { readTurn } from '../../urls.ts'
import { listTickets } from '../queries.ts'
import { categoryPage, tagPage } from './pages.ts'

type TopicRequest = { Params: { name: string }; Querystring: Record<string, unknown> }

export function topicRoutes(app: FastifyInstance, house: House): void {
  const { db } = house

  app.get<TopicRequest>('/categories/:name', { config: { access: 'anyone' } }, async (request, reply) => {
    const { name } = request.params
    const category = house.taxonomy.now.inOrder.find(({ slug }) => slug === name)
    if (!category) {
      const renamed = house.taxonomy.now.categories.get((await findRenamed(db, 'category', name)) ?? 0)
      if (!renamed) throw new NotFound()
      return moved(request, reply, categoryUrl(renamed.slug))
    }
    const turn = readTurn(request.query)
    const [articles, list] = await Promise.all([
      listArticlesAbout(db, { categoryId: category.id }),
      listTickets(db, { filters: { categoryId: category.id }, turn }),
    ])
    return reply.page(categoryPage(category, { articles, list, turn }, ticketWords(house, reply)))
  })

  app.get<TopicRequest>('/tags/:name', { config: { access: 'anyone' } }, async (request, reply) => {
    const { name } = request.params
    const tag = (await findTag(db, name)) ?? (await findTag(db, (await findRenamed(db, 'tag', name)) ?? 0))
    if (!tag) throw new NotFound()
    const turn = readTurn(request.query)
    const [articles, list] = await Promise.all([
      listArticlesAbout(db, { tagId: tag.id }),
      listTickets(db, { filters: { tagId: tag.id }, turn }),
    ])
    // A tag that stands on private tickets alone is a private word (a customer's name, say): it looks missing.
    if (articles.length === 0 && list.rows.length === 0) throw new NotFound()
    if (tag.name !== name) return moved(request, reply, tagUrl(tag.name))
    return reply.page(tagPage(tag.name, { articles, list, turn }, ticketWords(house, reply)))
  })
}

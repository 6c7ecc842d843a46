import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { NotFound, Refused } from '../../web/errors.ts'
import { readForm, readId } from '../../web/forms.ts'
import { recordOn } from '../events.ts'
import { getArticle, tagsOfArticle } from '../queries.ts'
import { editArticleUrl, writtenUrl } from '../urls.ts'
import { removeArticle, saveArticle, undeleteArticle } from './commands.ts'
import { RestoreForm } from './forms.ts'
import { getVersion, listVersions } from './queries.ts'
import { comparePage, deletePage, versionPage, versionsPage } from './version-pages.ts'
import { authorOf, STAFF, wordsOf } from './words.ts'

type OneArticle = { Params: { id: string } }

/** Earlier texts, going back to one, and the end of an article. */
export function versionRoutes(app: FastifyInstance, house: House): void {
  const { db } = house

  app.get<OneArticle>('/desk/articles/:id/versions', STAFF, async (request, reply) => {
    const article = await getArticle(db, request.viewer, readId(request.params.id))
    return reply.page(versionsPage(article, await listVersions(db, article.id), wordsOf(house, reply)))
  })

  app.get<{ Params: { id: string; version: string } }>(
    '/desk/articles/:id/versions/:version',
    STAFF,
    async (request, reply) => {
      const article = await getArticle(db, request.viewer, readId(request.params.id))
      const version = await getVersion(db, article.id, readId(request.params.version))
      return reply.page(versionPage(article, version, house.config.siteUrl, wordsOf(house, reply)))
    },
  )

  app.get<OneArticle & { Querystring: Record<string, unknown> }>(
    '/desk/articles/:id/compare',
    STAFF,
    async (request, reply) => {
      const article = await getArticle(db, request.viewer, readId(request.params.id))
      const [from, to] = await Promise.all([
        getVersion(db, article.id, readId(request.query.from)),
        getVersion(db, article.id, readId(request.query.to)),
      ])
      return reply.page(comparePage(article, from, to, wordsOf(house, reply)))
    },
  )

  app.post<OneArticle>('/desk/articles/:id/restore', STAFF, async (request, reply) => {
    const article = await getArticle(db, request.viewer, readId(request.params.id))
    const read = readForm(RestoreForm, request.body)
    if (!read.ok) throw new NotFound()
    const version = await getVersion(db, article.id, read.value.version)
    const author = authorOf(house, request)
    await db.transaction().execute(async (trx) => {
      const tags = await tagsOfArticle(trx, article.id)
      const { title, summary, source } = version
      const draft = {
        title,
        summary,
        source,
        language: article.language,
        state: article.state,
        categoryId: article.category_id,
        tags,
      }
      const saved = await saveArticle(trx, article, draft, article.version, author)
      if (saved === 'conflict') throw new Refused('writing.changed_meanwhile')
      await recordOn(trx, article.id, 'restored', author.personId, { version: version.version })
    })
    return reply.redirect(`${editArticleUrl(article.id)}?done=restored`, 303)
  })

  app.get<OneArticle>('/desk/articles/:id/delete', STAFF, async (request, reply) => {
    const article = await getArticle(db, request.viewer, readId(request.params.id))
    return reply.page(deletePage(article, wordsOf(house, reply)))
  })

  app.post<OneArticle>('/desk/articles/:id/delete', STAFF, async (request, reply) => {
    const article = await getArticle(db, request.viewer, readId(request.params.id))
    const { personId } = authorOf(house, request)
    await db.transaction().execute((trx) => removeArticle(trx, article.id, personId))
    return reply.redirect(`${writtenUrl()}?done=deleted-${article.id}`, 303)
  })

  app.post<OneArticle>('/desk/articles/:id/undelete', STAFF, async (request, reply) => {
    const { personId } = authorOf(house, request)
    const id = readId(request.params.id)
    if (id === undefined) throw new NotFound()
    await db.transaction().execute((trx) => undeleteArticle(trx, id, personId))
    const article = await getArticle(db, request.viewer, id)
    return reply.redirect(editArticleUrl(article.id), 303)
  })
}

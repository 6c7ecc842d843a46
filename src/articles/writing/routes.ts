import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readPlace } from '../../db/cursor.ts'
import { acceptUploads } from '../../files/accept.ts'
import { attach, listAttachments } from '../../files/attachments.ts'
import { FileRefused } from '../../files/rules.ts'
import type { House } from '../../house.ts'
import { type Html, renderArticle } from '../../text/markdown.ts'
import { type Faults, lines, type Read, readForm, readId } from '../../web/forms.ts'
import { SOURCE_MAX } from '../compose.ts'
import { recordOn } from '../events.ts'
import { type Article, getArticle, tagsOfArticle } from '../queries.ts'
import { STATES } from '../rules.ts'
import type { TicketsSide } from '../tickets-side.ts'
import { articlePreviewUrl, editArticleUrl, newArticleUrl, writtenUrl } from '../urls.ts'
import { draftOf, saveArticle, startArticle } from './commands.ts'
import { ArticleForm, type ArticleValue } from './forms.ts'
import { writtenPage } from './list-pages.ts'
import { type Editing, editPage, typedOf } from './pages.ts'
import { countByState, getVersion, listWritten } from './queries.ts'
import { authorOf, STAFF, wordsOf } from './words.ts'

type OneArticle = { Params: { id: string }; Querystring: Record<string, unknown> }

const DONE = ['saved', 'started', 'restored'] as const

export function writingRoutes(app: FastifyInstance, house: House, tickets: TicketsSide): void {
  const { db } = house

  app.get<{ Querystring: Record<string, unknown> }>(writtenUrl(), STAFF, async ({ viewer, query }, reply) => {
    const state = STATES.find((one) => one === query.state)
    const category = house.taxonomy.now.categories.get(readId(query.category) ?? 0)
    const filters = { state, categoryId: category?.id }
    const turn = { past: readPlace(query.older), before: readPlace(query.newer) }
    const [list, counts] = await Promise.all([listWritten(db, viewer, filters, turn), countByState(db, viewer)])
    const turned = turn.past ? 'past' : turn.before ? 'before' : undefined
    return reply.page(
      writtenPage(list, counts, { filters, turned, deleted: deletedId(query.done) }, wordsOf(house, reply)),
    )
  })

  app.get(newArticleUrl(), STAFF, (_request, reply) => reply.page(editPage({ typed: {} }, wordsOf(house, reply))))

  app.get<OneArticle>('/desk/articles/:id', STAFF, async (request, reply) => {
    const article = await getArticle(db, request.viewer, readId(request.params.id))
    const done = DONE.find((one) => one === request.query.done)
    const typed = typedOf(article, await tagsOfArticle(db, article.id))
    return show(request, reply, { article, typed, ...(done && { done }) })
  })

  app.post(writtenUrl(), STAFF, async (request, reply) => {
    const read = readArticle(request.body)
    if (read.typed.preview) return show(request, reply, { typed: read.typed, previewHtml: preview(read.typed.source) })
    if (!read.ok) return show(request, reply, { typed: read.typed, faults: read.faults })
    const author = authorOf(house, request)
    const id = await db.transaction().execute((trx) => startArticle(trx, draftOf(read.value), author))
    return reply.redirect(`${editArticleUrl(id)}?done=started`, 303)
  })

  app.post<OneArticle>('/desk/articles/:id', { config: { ...STAFF.config, upload: true } }, async (request, reply) => {
    const article = await getArticle(db, request.viewer, readId(request.params.id))
    const read = readArticle(request.body)
    const { typed } = read
    const refused = await takeFiles(request, article)
    if (refused) {
      const faults = { files: { key: refused.key, params: refused.params } }
      return show(request, reply, { article, typed, faults, unsent: true, status: refused.status })
    }
    if (typed.preview) return show(request, reply, { article, typed, previewHtml: preview(typed.source), unsent: true })
    if (typed.upload) return show(request, reply, { article, typed, done: 'uploaded', unsent: true })
    if (!read.ok) return show(request, reply, { article, typed, faults: read.faults, unsent: true })
    const author = authorOf(house, request)
    const basedOn = read.value.version ?? 0
    const saved = await db
      .transaction()
      .execute((trx) => saveArticle(trx, article, draftOf(read.value), basedOn, author))
    if (saved === 'saved') return reply.redirect(`${editArticleUrl(article.id)}?done=saved`, 303)
    const now = await getArticle(db, request.viewer, article.id)
    const theirs = await getVersion(db, article.id, now.version)
    // Saving once more is then a decision about both texts.
    const again = { ...typed, version: String(now.version) }
    return show(request, reply, { article: now, typed: again, conflict: theirs, unsent: true, status: 422 })
  })

  app.post<{ Body: { text?: unknown } | undefined }>(articlePreviewUrl(), STAFF, async (request, reply) => {
    const { text } = request.body ?? {}
    const source = lines(SOURCE_MAX).safeParse(text)
    const textHtml = source.success ? preview(source.data) : ''
    return reply.code(source.success ? 200 : 422).part('articles/writing/preview', { textHtml })
  })

  function readArticle(body: unknown): Read<ArticleValue> {
    const read = readForm(ArticleForm, body)
    if (!read.ok) return read
    const { category } = read.value
    if (category === undefined || house.taxonomy.now.categories.has(category)) return read
    const faults: Faults = { category: { key: 'fields.not_a_choice' } }
    return { ok: false, faults, typed: read.typed }
  }

  function preview(source = ''): Html {
    return renderArticle(source, { siteUrl: house.config.siteUrl }).html
  }

  /** Files are kept with the article whatever becomes of the text they came with. */
  async function takeFiles(request: FastifyRequest, article: Article): Promise<FileRefused | undefined> {
    if (request.uploadRefused) return request.uploadRefused
    if (request.uploads.length === 0) return undefined
    const { personId } = authorOf(house, request)
    try {
      const files = await acceptUploads(house.files, request.uploads)
      await db.transaction().execute(async (trx) => {
        await attach(trx, { article_id: article.id }, files)
        await recordOn(trx, article.id, 'attached', personId, { count: files.length })
      })
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      return error
    }
    return undefined
  }

  async function show(request: FastifyRequest, reply: FastifyReply, editing: Editing): Promise<FastifyReply> {
    const { article } = editing
    if (!article) return reply.page(editPage(editing, wordsOf(house, reply)))
    const [files, origin] = await Promise.all([
      listAttachments(db, { article_id: article.id }),
      article.from_reply_id === null ? undefined : tickets.originOf(request.viewer, article.from_reply_id),
    ])
    return reply.page(editPage({ ...editing, files, origin }, wordsOf(house, reply)))
  }
}

/** Which one was just deleted, 'deleted-45': it can be brought back. */
function deletedId(done: unknown): number | undefined {
  return readId(typeof done === 'string' ? /^deleted-(\d+)$/.exec(done)?.[1] : undefined)
}

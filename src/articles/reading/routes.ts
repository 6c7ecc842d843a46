import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { House } from '../../house.ts'
import { handOverKey, knowVisitor } from '../../people/visitor-key.ts'
import { useLimits } from '../../screening/commands.ts'
import { senderOf } from '../../screening/sender.ts'
import { FOR_EVERYONE, FOR_NOBODY_ELSE } from '../../web/cache.ts'
import { Refused } from '../../web/errors.ts'
import { readForm, readId } from '../../web/forms.ts'
import { type Article, getArticle, getArticleAt, tagsOfArticle } from '../queries.ts'
import type { TicketsSide } from '../tickets-side.ts'
import { articleAddress, articlesUrl, articleUrl, HELPFUL_ANCHOR } from '../urls.ts'
import { sayHelpful } from './commands.ts'
import { type Around, articlePage, indexPage, type SiteWords } from './pages.ts'
import { countVotes, listByCategory, ownVote } from './queries.ts'

const HelpfulForm = z.object({ helpful: z.enum(['yes', 'no']) })

export function readingRoutes(app: FastifyInstance, house: House, tickets: TicketsSide): void {
  app.get(articlesUrl(), { config: { access: 'anyone' } }, async (request, reply) => {
    const articles = await listByCategory(house.db)
    return reply.page(indexPage(articles, wordsOf(house, reply), request.viewer.staff !== null))
  })

  app.get<{ Params: { address: string } }>('/kb/:address', { config: { access: 'anyone' } }, async (request, reply) => {
    const article = await getArticleAt(house.db, request.viewer, request.params)
    if (request.params.address !== articleAddress(article)) {
      // Asked anew each time: a title changed back would else send browsers in a circle of remembered redirects.
      reply.header('cache-control', request.viewer.personal ? FOR_NOBODY_ELSE : FOR_EVERYONE).header('vary', 'Cookie')
      return reply.redirect(articleUrl(article), 301)
    }
    const words = wordsOf(house, reply, article.language)
    return reply.page(articlePage(article, await around(house, request, article, words, tickets), words))
  })

  app.post<{ Params: { id: string } }>('/kb/:id/helpful', { config: { access: 'anyone' } }, async (request, reply) => {
    const article = await getArticle(house.db, request.viewer, readId(request.params.id))
    const read = readForm(HelpfulForm, request.body)
    if (!read.ok) throw new Refused('kb.say_yes_or_no', {}, 422)
    await useLimits(house.db, 'vote', senderOf(request, house.secret))
    const visitor = await house.db.transaction().execute(async (trx) => {
      const reader = await knowVisitor(trx, request)
      await sayHelpful(trx, article.id, reader.personId, read.value.helpful === 'yes')
      return reader
    })
    handOverKey(reply, house.config, visitor)
    return reply.redirect(`${articleUrl(article)}#${HELPFUL_ANCHOR}`, 303)
  })
}

async function around(
  { db, config }: House,
  { viewer }: FastifyRequest,
  article: Article,
  words: SiteWords,
  tickets: TicketsSide,
): Promise<Around> {
  const [tags, answered, vote, votes, origin] = await Promise.all([
    tagsOfArticle(db, article.id),
    tickets.answeredBy(article.id, words),
    ownVote(db, viewer, article.id),
    viewer.staff ? countVotes(db, article.id) : undefined,
    viewer.staff && article.from_reply_id !== null ? tickets.originOf(viewer, article.from_reply_id) : undefined,
  ])
  const about = { title: article.title, url: config.siteUrl + articleUrl(article) }
  const askUrl = tickets.askUrl({
    ...(article.category_id !== null && { category: String(article.category_id) }),
    text: words.t('kb.ask_text', about),
  })
  return { tags, answered, vote, votes, origin, askUrl }
}

function wordsOf(house: House, reply: FastifyReply, contentLanguage?: string): SiteWords {
  return {
    ...reply.words(contentLanguage),
    siteLanguage: house.settings.now.language,
    taxonomy: house.taxonomy.now,
  }
}

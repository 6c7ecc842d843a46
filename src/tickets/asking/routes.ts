import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../../house.ts'
import { handOverKey } from '../../people/visitor-key.ts'
import { formatDuration } from '../../text/dates.ts'
import { hasOurCookie } from '../../web/cookies.ts'
import { Forbidden, TooOften } from '../../web/errors.ts'
import { makeFormToken } from '../../web/form-token.ts'
import type { Typed } from '../../web/forms.ts'
import { askedProof } from '../cookieless.ts'
import { expectedWords, readPace } from '../pace.ts'
import { redactedTicket } from '../redaction.ts'
import { relate } from '../relating.ts'
import { ticketWords } from '../rows.ts'
import { bannerWords, listRunning } from '../running-incidents.ts'
import { askUrl, ticketsUrl, ticketUrl } from '../urls.ts'
import { type Asked, ask, FormUsed } from './commands.ts'
import { guardPage } from './guard-page.ts'
import { prefilled, type Question, screenQuestion, sentBefore, takePost, understand } from './intake.ts'
import { type AskWords, askPage, type Draft } from './pages.ts'
import { findSimilar, NOTHING_SIMILAR, type Similar } from './queries.ts'
import { hiddenIn, unasked } from './rules.ts'
import { similarList, similarPage } from './similar-page.ts'

export function askingRoutes(app: FastifyInstance, house: House): void {
  const warn = (error: Error) => app.log.warn({ err: error }, 'no suggestions')

  app.get<{ Querystring: Typed }>(askUrl(), { config: { access: 'anyone' } }, async (request, reply) => {
    mayAsk(house, request)
    const draft = { typed: await prefilled(house, request), faults: {}, files: [], token: makeFormToken(house.secret) }
    return reply.page(askPage(draft, await wordsOf(house, request, reply)))
  })

  app.get<{ Querystring: { title?: unknown } }>(
    '/suggest',
    { config: { access: 'anyone' } },
    async (request, reply) => {
      const { title } = request.query
      const similar = typeof title === 'string' ? await findSimilar(house.connection, title, warn) : NOTHING_SIMILAR
      return reply.part('tickets/asking/suggestions', similarList(similar, ticketWords(house, reply)))
    },
  )

  app.post(ticketsUrl(), { config: { access: 'anyone', upload: true } }, async (request, reply) => {
    mayAsk(house, request)
    const words = await wordsOf(house, request, reply)
    const back = (draft: Draft) => reply.page(askPage(draft, words))
    const post = await takePost(house, request)
    const question = understand(house, request, post, words.t)
    if (!('value' in question)) return back(question)

    const sent = await sentBefore(house, request, question)
    if (sent) return sent.same ? answer(house, reply, sent.asked) : back(anew(house, question.draft, sent.asked, words))
    const similar = await similarTo(house, question, warn)
    if (similar) return reply.page(similarPage(question.draft, similar, words))
    const found = unasked(question)
    if (found) return reply.page(guardPage(question.draft, found, words))
    try {
      return answer(house, reply, await store(house, request, question, words.language))
    } catch (error) {
      if (error instanceof TooOften) {
        reply.header('retry-after', error.retryAfterSeconds)
        return back(tooOften(question.draft, error, words))
      }
      const first = error instanceof FormUsed ? await sentBefore(house, request, question) : undefined
      if (!first) throw error
      return first.same ? answer(house, reply, first.asked) : back(anew(house, question.draft, first.asked, words))
    }
  })
}

/** The admin may close asking to all but staff. */
function mayAsk(house: House, request: FastifyRequest): void {
  if (!request.viewer.staff && !house.settings.now.anonymousTickets) throw new Forbidden('asking.closed')
}

async function wordsOf(house: House, request: FastifyRequest, reply: FastifyReply): Promise<AskWords> {
  const { inOrder: categories } = house.taxonomy.now
  const words = reply.words()
  const running = await listRunning(house.db, request.viewer.personId)
  const mayVote = house.settings.now.anonymousVotes || request.viewer.staff !== null
  const incidents = running.map((incident) => bannerWords(incident, mayVote, words))
  const expect = expectedWords(await readPace(house.db), house.settings.now, words)
  return { ...words, ...ticketWords(house, reply), categories, secret: house.secret, incidents, expect }
}

/** Undefined where there is nothing to show, or it was shown beneath the title already; thanks have no like. */
async function similarTo(
  house: House,
  { value, text, draft }: Question,
  warn: (error: Error) => void,
): Promise<Similar | undefined> {
  if (draft.typed.seen || value.kind === 'thanks') return undefined
  const similar = await findSimilar(house.connection, text.title, warn)
  return similar.tickets.length + similar.articles.length > 0 ? similar : undefined
}

async function store(house: House, request: FastifyRequest, question: Question, language: string): Promise<Asked> {
  const { screened, name } = await screenQuestion(house, request, question)
  const { value, token, sender, draft } = question
  const hidden = hiddenIn(question)
  const author = { byStaff: request.viewer.staff !== null, siteUrl: house.config.siteUrl }
  const asked = await house.db.transaction().execute((trx) =>
    ask(trx, house, request, {
      ...value,
      formId: token.id,
      ...(hidden.length > 0
        ? { text: redactedTicket(question.text, hidden, author), original: { ...question.text, hidden } }
        : { text: question.text }),
      name,
      language,
      files: draft.files,
      screened,
      sender,
    }),
  )
  // Nobody waits for it, and nothing is lost with it: it is found again when a title near it is written.
  relate(house.db, asked.ticket.id).catch((error) => request.log.error({ err: error }, 'related tickets'))
  return asked
}

/** The form was sent and then changed and sent again (the browser's way back): that is a new ticket, if it is meant so. */
function anew(house: House, draft: Draft, { ticket }: Asked, { t }: AskWords): Draft {
  const act = { url: ticketUrl(ticket), label: t('asking.sent_before_link', { number: ticket.id }) }
  const notice = { kind: 'info' as const, text: t('asking.sent_before'), act }
  return { ...draft, token: makeFormToken(house.secret), notice, status: 409 }
}

function tooOften(draft: Draft, { retryAfterSeconds }: TooOften, { t, language }: AskWords): Draft {
  const wait = formatDuration(retryAfterSeconds * 1000, language)
  return { ...draft, notice: { kind: 'warning', text: t('errors.too_often', { wait }) }, status: 429 }
}

/** Accepted means stored: this is said after the commit. */
function answer(house: House, reply: FastifyReply, { ticket, visitor }: Asked): FastifyReply {
  handOverKey(reply, house.config, visitor)
  // Whether the browser keeps the key shows when it comes back.
  const first = visitor.newKey !== undefined && !hasOurCookie(reply.request)
  return reply.redirect(`${ticketUrl(ticket)}?new=${first ? askedProof(house.secret, ticket.id) : '1'}`, 303)
}

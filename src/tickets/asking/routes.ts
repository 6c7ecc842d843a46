import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { gatherFiles } from '../../files/kept.ts'
import type { House } from '../../house.ts'
import { shownName } from '../../people/names.ts'
import { handOverKey } from '../../people/visitor-key.ts'
import { useLimits } from '../../screening/commands.ts'
import { senderOf } from '../../screening/sender.ts'
import { formatDuration } from '../../text/dates.ts'
import { renderMarkdown } from '../../text/markdown.ts'
import { Forbidden, TooOften } from '../../web/errors.ts'
import { type FormToken, makeFormToken, readFormToken } from '../../web/form-token.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import { relate } from '../relating.ts'
import { ticketWords } from '../rows.ts'
import { askUrl, ticketsUrl, ticketUrl } from '../urls.ts'
import { type Asked, ask, FormUsed } from './commands.ts'
import { type AskValue, readAskForm } from './forms.ts'
import { prefilled, screenTicket, sentBefore, textOf } from './intake.ts'
import { type AskWords, askPage, type Draft, similarList, similarPage } from './pages.ts'
import { findSimilar, NOTHING_SIMILAR } from './queries.ts'

export function askingRoutes(app: FastifyInstance, house: House): void {
  const warn = (error: Error) => app.log.warn({ err: error }, 'no suggestions')

  app.get<{ Querystring: Typed }>(askUrl(), { config: { access: 'anyone' } }, async (request, reply) => {
    mayAsk(house, request)
    const draft = { typed: await prefilled(house, request), faults: {}, files: [], token: makeFormToken(house.secret) }
    return reply.page(askPage(draft, wordsOf(house, reply)))
  })

  app.get<{ Querystring: { title?: unknown } }>(
    '/suggest',
    { config: { access: 'anyone' } },
    async (request, reply) => {
      const { title } = request.query
      const similar = typeof title === 'string' ? await findSimilar(house.connection, title, warn) : NOTHING_SIMILAR
      return reply.part('tickets/asking/suggestions', similarList(similar, wordsOf(house, reply)))
    },
  )

  app.post(ticketsUrl(), { config: { access: 'anyone', upload: true } }, async (request, reply) => {
    mayAsk(house, request)
    const sender = senderOf(request, house.secret)
    if (request.uploads.length > 0) await useLimits(house.db, 'upload', sender)
    const { files, refused } = await gatherFiles(request, house.secret, house.files)
    const read = readAskForm(request.body)
    const token = readFormToken(house.secret, read.typed.form)
    const faults: Faults = { ...(read.ok ? categoryFault(house, read.value) : read.faults) }
    if (refused) faults.files = { key: refused.key, params: refused.params }
    const draft: Draft = { typed: read.typed, faults: {}, files, token: tokenFor(house, read.typed, token) }
    const back = (changes: Partial<Draft>) => reply.page(askPage({ ...draft, ...changes }, wordsOf(house, reply)))
    const { t, language } = reply.words()

    if (read.typed.preview) return back({ previewHtml: preview(house, request, read.typed.text ?? '') })
    if (read.typed.again) return back({ typed: { ...read.typed, seen: '1' } })
    if (!read.ok || Object.keys(faults).length > 0) return back({ faults, status: refused?.status ?? 422 })
    if (!token) return back({ notice: { kind: 'warning', text: t('asking.expired') }, status: 422 })

    const text = textOf(house, request, read.value)
    const sent = await sentBefore(house, request, token, text, read.value)
    if (sent?.same) return answer(house, reply, sent.asked)
    if (sent) return back({ ...anew(house, sent.asked, t), status: 409 })
    if (!read.typed.seen && read.value.kind !== 'thanks') {
      const similar = await findSimilar(house.connection, text.title, warn)
      if (similar.tickets.length + similar.articles.length > 0) {
        return reply.page(similarPage(draft, similar, wordsOf(house, reply)))
      }
    }
    const siteName = house.settings.now.name
    const { staff } = request.viewer
    const name = staff
      ? { shown: staff.name, poses: false }
      : await shownName(house.db, read.value.name ?? '', { siteName })
    try {
      const screened = await screenTicket(house, request, { value: read.value, text, token, sender, poses: name.poses })
      const question = { ...read.value, formId: token.id, text, name: name.shown, language, files, screened, sender }
      const asked = await house.db.transaction().execute((trx) => ask(trx, house, request, question))
      // Nobody waits for it, and nothing is lost with it: it is found again when a title near it is written.
      relate(house.db, asked.ticket.id).catch((error) => app.log.error({ err: error }, 'related tickets'))
      return answer(house, reply, asked)
    } catch (error) {
      if (error instanceof TooOften) {
        const wait = formatDuration(error.retryAfterSeconds * 1000, language)
        reply.header('retry-after', error.retryAfterSeconds)
        return back({ notice: { kind: 'warning', text: t('errors.too_often', { wait }) }, status: 429 })
      }
      if (!(error instanceof FormUsed)) throw error
      const first = await sentBefore(house, request, token, text, read.value)
      if (!first) throw error
      return first.same ? answer(house, reply, first.asked) : back({ ...anew(house, first.asked, t), status: 409 })
    }
  })
}

/** The admin may close asking to all but staff. */
function mayAsk(house: House, request: FastifyRequest): void {
  if (!request.viewer.staff && !house.settings.now.anonymousTickets) throw new Forbidden('asking.closed')
}

function wordsOf(house: House, reply: FastifyReply): AskWords {
  const { inOrder: categories } = house.taxonomy.now
  return { ...reply.words(), ...ticketWords(house, reply), categories, secret: house.secret }
}

/** A good token is kept through every round, so that its age is that of the writing; else the form gets a new one. */
function tokenFor(house: House, typed: Typed, token: FormToken | undefined): string {
  return token && typed.form ? typed.form : makeFormToken(house.secret)
}

function categoryFault(house: House, { category }: AskValue): Faults {
  const unknown = category !== undefined && !house.taxonomy.now.categories.has(category)
  return unknown ? { category: { key: 'fields.not_a_choice' } } : {}
}

function preview(house: House, request: FastifyRequest, text: string) {
  return renderMarkdown(text, { author: request.viewer.staff ? 'staff' : 'visitor', siteUrl: house.config.siteUrl })
}

/** The form was sent and then changed and sent again (the browser's way back): that is a new ticket, if it is meant so. */
function anew(house: House, { ticket }: Asked, t: AskWords['t']): Partial<Draft> {
  const act = { url: ticketUrl(ticket), label: t('asking.sent_before_link', { number: ticket.id }) }
  return { token: makeFormToken(house.secret), notice: { kind: 'info', text: t('asking.sent_before'), act } }
}

function answer(house: House, reply: FastifyReply, { ticket, visitor }: Asked): FastifyReply {
  handOverKey(reply, house.config, visitor)
  return reply.redirect(`${ticketUrl(ticket)}?new=1`, 303)
}

import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { handOverKey } from '../../people/visitor-key.ts'
import { formatDuration } from '../../text/dates.ts'
import { Forbidden, Refused, TooOften } from '../../web/errors.ts'
import { readId } from '../../web/forms.ts'
import { findOwnGuest } from '../guests.ts'
import { showTicket } from '../pages.ts'
import { getTicket, standingOf } from '../queries.ts'
import { redactedReply } from '../redaction.ts'
import { mayReply } from '../rules.ts'
import { replyUrl } from '../urls.ts'
import { reply as writeReply } from './commands.ts'
import { type Back, preview, screenReply, takeReply, writerOf } from './intake.ts'
import { findSameReply } from './queries.ts'
import { audienceOf, hiddenIn, unasked } from './rules.ts'

export function replyingRoutes(app: FastifyInstance, house: House): void {
  app.post<{ Params: { id: string } }>(
    '/tickets/:id/replies',
    { config: { access: 'anyone', upload: true } },
    async (request, reply) => {
      const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
      const standing = standingOf(ticket, request.viewer)
      if (standing === 'staff') throw new Refused('replying.at_the_desk')
      // The cookie of a guest outlives their being one.
      const isGuest = standing === 'guest' && (await findOwnGuest(house.db, request.viewer, ticket.id)) !== undefined
      const asWhom = standing === 'guest' && !isGuest ? 'reader' : standing
      if (!mayReply(house.settings.now, ticket, asWhom)) throw new Forbidden('replying.closed')
      const back = ({ status, ...replyForm }: Back) =>
        showTicket(house, request, reply, ticket, { replyForm, status, turn: { last: true } })
      const given = await takeReply(house, request)
      if ('status' in given) return back(given)

      const { text, sender, draft } = given
      const personId = writerOf(request, ticket)
      const same = await findSameReply(house.db, { ticketId: ticket.id, hash: text.text_hash, sender, personId })
      if (same) return reply.redirect(replyUrl(ticket, same.id), 303)
      const { t, language } = reply.words()
      const found = unasked(ticket, given)
      if (found) return back({ ...draft, guard: found, status: 200 })
      try {
        const { screened, name } = await screenReply(house, request, ticket, given)
        // Nothing known of the browser and something odd about the post: a person reads their text once more and sends
        // it; what posts blindly does not come back (DECISIONS 14).
        if (screened.verdict !== 'pass' && !sender.isKnown && !given.token) {
          const previewHtml = preview(house, text.source)
          return back({ ...draft, notice: t('replying.once_more'), previewHtml, status: 200 })
        }
        const hidden = hiddenIn(ticket, given)
        const author = { byStaff: false, siteUrl: house.config.siteUrl }
        const answer = {
          ticketId: ticket.id,
          ...(hidden.length > 0
            ? { text: redactedReply(text, hidden, author), original: { source: text.source, hidden } }
            : { text }),
          audience: audienceOf(given),
          name,
          files: draft.files,
          screened,
          sender,
        }
        const written = await house.db.transaction().execute((trx) => writeReply(trx, house, request, answer))
        handOverKey(reply, house.config, written.visitor)
        return reply.redirect(replyUrl(ticket, written.replyId), 303)
      } catch (error) {
        if (!(error instanceof TooOften)) throw error
        const wait = formatDuration(error.retryAfterSeconds * 1000, language)
        reply.header('retry-after', error.retryAfterSeconds)
        return back({ ...draft, notice: t('errors.too_often', { wait }), status: 429 })
      }
    },
  )
}

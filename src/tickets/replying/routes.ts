import type { FastifyInstance, FastifyRequest } from 'fastify'
import { gatherFiles } from '../../files/kept.ts'
import type { House } from '../../house.ts'
import { type ShownName, shownName } from '../../people/names.ts'
import { handOverKey } from '../../people/visitor-key.ts'
import { screen, useLimits } from '../../screening/commands.ts'
import { senderOf } from '../../screening/sender.ts'
import { formatDuration } from '../../text/dates.ts'
import { renderMarkdown } from '../../text/markdown.ts'
import { Forbidden, Refused, TooOften } from '../../web/errors.ts'
import { makeFormToken, readFormToken } from '../../web/form-token.ts'
import { readForm, readId, type Typed } from '../../web/forms.ts'
import type { ReplyForm as ShownForm } from '../acts.ts'
import { showTicket } from '../pages.ts'
import { getTicket, standingOf, type Ticket } from '../queries.ts'
import { findRepeat } from '../repeats.ts'
import { replyUrl } from '../urls.ts'
import { composeReplyText } from '../writing.ts'
import { reply as writeReply } from './commands.ts'
import { ReplyForm } from './forms.ts'
import { findSameReply } from './queries.ts'
import { mayReply } from './rules.ts'

export function replyingRoutes(app: FastifyInstance, house: House): void {
  app.post<{ Params: { id: string } }>(
    '/tickets/:id/replies',
    { config: { access: 'anyone', upload: true } },
    async (request, reply) => {
      const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
      const standing = standingOf(ticket, request.viewer)
      if (standing === 'staff') throw new Refused('replying.at_the_desk')
      if (!mayReply(house.settings.now, ticket, standing)) throw new Forbidden('replying.closed')
      const sender = senderOf(request, house.secret)
      if (request.uploads.length > 0) await useLimits(house.db, 'upload', sender)
      const { files, refused } = await gatherFiles(request, house.secret, house.files)
      const read = readForm(ReplyForm, request.body)
      const token = readFormToken(house.secret, read.typed.form)
      const faults = { ...(read.ok ? {} : read.faults) }
      if (refused) faults.files = { key: refused.key, params: refused.params }
      const { t, language } = reply.words()
      const back = (changes: Partial<ShownForm> & { status?: number }) => {
        const { status = 200, ...rest } = changes
        const kept = token && read.typed.form ? read.typed.form : makeFormToken(house.secret)
        const replyForm = { typed: read.typed, faults: {}, files, token: kept, ...rest }
        return showTicket(house, request, reply, ticket, { replyForm, status, turn: { last: true } })
      }

      if (read.typed.preview) return back({ previewHtml: preview(house, read.typed.text ?? '') })
      if (!read.ok || refused) return back({ faults, status: refused?.status ?? 422 })

      const isRequester = standing === 'requester'
      const text = composeReplyText(read.value.text, { byStaff: false, siteUrl: house.config.siteUrl })
      const same = await findSameReply(house.db, {
        ticketId: ticket.id,
        hash: text.text_hash,
        sender,
        personId: idOf(request, ticket),
      })
      if (same) return reply.redirect(replyUrl(ticket, same.id), 303)
      try {
        const name = await nameOf(house, ticket, isRequester, read.value.name ?? '')
        const screened = await screen(house.db, {
          act: isRequester ? 'own_reply' : 'reply',
          sender,
          words: { name: read.value.name, text: read.value.text },
          ownHost: new URL(house.config.siteUrl).host,
          trap: (request.body as Typed).homepage,
          formAge: token && Date.now() - token.madeAt.getTime(),
          repeated: await findRepeat(house.db, text, sender),
          posesAsStaff: name.poses,
        })
        // Nothing known of the browser and something odd about the post: a person reads their text once more and sends
        // it; what posts blindly does not come back (DECISIONS 14).
        if (screened.verdict !== 'pass' && !sender.isKnown && !token) {
          return back({ notice: t('replying.once_more'), previewHtml: preview(house, read.value.text) })
        }
        const answer = { ticketId: ticket.id, text, name: name.shown, files, screened, sender }
        const written = await house.db.transaction().execute((trx) => writeReply(trx, house, request, answer))
        handOverKey(reply, house.config, written.visitor)
        return reply.redirect(replyUrl(ticket, written.replyId), 303)
      } catch (error) {
        if (!(error instanceof TooOften)) throw error
        const wait = formatDuration(error.retryAfterSeconds * 1000, language)
        reply.header('retry-after', error.retryAfterSeconds)
        return back({ notice: t('errors.too_often', { wait }), status: 429 })
      }
    },
  )
}

/** The requester is one person on whatever device; see commands. */
function idOf(request: FastifyRequest, ticket: Ticket): number | null {
  return standingOf(ticket, request.viewer) === 'requester' ? ticket.requester_id : request.viewer.personId
}

/** The requester has their ticket's name; anybody else may choose one that is neither theirs nor ours. */
async function nameOf(house: House, ticket: Ticket, isRequester: boolean, typed: string): Promise<ShownName> {
  if (isRequester) return { shown: ticket.requester_name, poses: false }
  return shownName(house.db, typed, { siteName: house.settings.now.name, requesterName: ticket.requester_name })
}

function preview(house: House, text: string) {
  return renderMarkdown(text, { author: 'visitor', siteUrl: house.config.siteUrl })
}

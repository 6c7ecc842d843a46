import type { Visibility } from '../../db/schema.ts'
import type { Html } from '../../text/markdown.ts'
import type { Hidden } from '../../text/private-data/hide.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { hideInAside } from '../asides.ts'
import { type Choice, chosen, type Found, guardWords, ticked } from '../guard.ts'
import type { Ticket } from '../queries.ts'
import { redactedReply, redactedTicket, wordIn } from '../redaction.ts'
import { authorWords } from '../rows.ts'
import { bodyHtml } from '../thread.ts'
import { deskActUrl, deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { composeReplyText, composeTicketText } from '../writing.ts'
import type { Written } from './queries.ts'
import { isForAll } from './rules.ts'
import { stateOf } from './shown.ts'

export type Reach = Written & {
  spot: string
  /** What looks private in what strangers would read, and what is to be hidden of it. */
  found: readonly Found[]
  choice: Choice
  anonymous: boolean
  siteUrl: string
  /** It reads otherwise than on the page that was agreed to. */
  overtaken?: boolean
}

export const otherOf = ({ visibility }: Pick<Ticket, 'visibility'>): Visibility =>
  visibility === 'public' ? 'private' : 'public'

/** What strangers would read, word for word, is here before anybody agrees to it. */
export function visibilityPage(reach: Reach, { t }: PageWords): Page {
  const { ticket, spot, messages, files, found, overtaken = false } = reach
  const to = otherOf(ticket)
  const asShown = shownWith(reach)
  const { requester_name } = reach.anonymous ? { requester_name: '' } : ticket
  const open = messages.filter(isForAll)
  const hidden = messages.length - open.length
  return {
    template: 'tickets/publishing/visibility',
    title: t(`publishing.${to}_title`),
    area: 'desk',
    status: overtaken ? 409 : 200,
    model: {
      to,
      ticket: { title: ticket.title, language: ticket.language },
      back: deskTicketUrl(ticket.id, spot),
      action: deskActUrl(ticket.id, 'visibility'),
      hiddenFields: [
        { name: SPOT_FIELD, value: spot },
        { name: 'to', value: to },
        { name: 'seen', value: stateOf(reach) },
      ],
      notice: overtaken && { kind: 'warning', text: t('publishing.overtaken') },
      explained: t(`publishing.${to}_explained`),
      read:
        to === 'public'
          ? {
              title: asShown.title,
              author: requester_name || t('tickets.anonymous'),
              bodyHtml: asShown.bodyHtml,
              replies: open.map((reply) => ({
                author: authorWords(
                  {
                    name:
                      reply.by_requester && (!reply.author_name || reach.anonymous)
                        ? requester_name
                        : reply.author_name,
                    byStaff: reply.by_staff,
                    isRequester: reply.by_requester,
                  },
                  t,
                ),
                at: reply.created_at,
                language: reply.language,
                bodyHtml: asShown.replyHtml(reply),
              })),
              asides: asShown.asides,
              files: files.map(({ name }) => name),
              stays: hidden > 0 ? t('publishing.stays_hidden', { count: hidden }) : '',
            }
          : undefined,
      guard:
        to === 'public' && found.length > 0
          ? { ...guardWords(found, reach.choice, t), legend: t('redacting.legend') }
          : undefined,
      anonymous:
        to === 'public' && ticket.requester_name !== ''
          ? { label: t('publishing.anonymous', { name: ticket.requester_name }), checked: reach.anonymous }
          : undefined,
      label: t(`publishing.make_${to}`),
    },
  }
}

/** With marks in place of what is ticked. */
function shownWith({ ticket, asides, found, choice, siteUrl }: Reach) {
  const hidden: Hidden[] = chosen(found, ticked(found, choice))
  const author = { byStaff: ticket.by_staff, siteUrl }
  const composed = composeTicketText(ticket.title, ticket.source, { ...author, language: ticket.language })
  const shown = hidden.length > 0 ? redactedTicket(composed, hidden, author) : ticket
  return {
    title: shown.title,
    bodyHtml: shown.html as Html,
    asides: {
      headline: hideInAside(asides.headline, hidden, wordIn(ticket.language)),
      reasons: asides.reasons.map(({ at, text }) => ({ at, text: hideInAside(text, hidden, wordIn(ticket.language)) })),
    },
    replyHtml(reply: Reach['messages'][number]) {
      if (hidden.length === 0) return bodyHtml(reply)
      const by = { byStaff: reply.by_staff, siteUrl }
      return bodyHtml({
        ...reply,
        ...redactedReply(composeReplyText(reply.source, { ...by, language: reply.language }), hidden, by),
      })
    },
  }
}

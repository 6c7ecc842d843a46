import type { Visibility } from '../../db/schema.ts'
import type { Html } from '../../text/markdown.ts'
import type { Hidden } from '../../text/private-data/hide.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { type Choice, chosen, type Found, guardWords, ticked } from '../guard.ts'
import type { Ticket } from '../queries.ts'
import { redactedReply, redactedTicket } from '../redaction.ts'
import { authorWords } from '../rows.ts'
import { OPEN_REVIEW_STATES } from '../rules.ts'
import { bodyHtml } from '../thread.ts'
import { deskActUrl, deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { composeReplyText, composeTicketText } from '../writing.ts'
import type { listWritten } from './queries.ts'

export type Reach = {
  ticket: Ticket
  spot: string
  written: Awaited<ReturnType<typeof listWritten>>
  files: string[]
  /** What looks private in what strangers would read, and what is to be hidden of it. */
  found: readonly Found[]
  choice: Choice
  anonymous: boolean
  siteUrl: string
  /** Something was written after the page that was agreed to. */
  overtaken?: boolean
}

export const otherOf = ({ visibility }: Pick<Ticket, 'visibility'>): Visibility =>
  visibility === 'public' ? 'private' : 'public'

/** What strangers would read, word for word, is here before anybody agrees to it. */
export function visibilityPage(reach: Reach, { t }: PageWords): Page {
  const { ticket, spot, written, files, found, overtaken = false } = reach
  const to = otherOf(ticket)
  const asShown = shownWith(reach)
  const { requester_name } = reach.anonymous ? { requester_name: '' } : ticket
  const open = written.filter((reply) => isForAll(reply))
  const hidden = written.length - open.length
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
        { name: 'seen', value: String(written.reduce((newest, { id }) => Math.max(newest, id), 0) || '') },
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
              files,
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
function shownWith({ ticket, found, choice, siteUrl }: Reach) {
  const hidden: Hidden[] = chosen(found, ticked(found, choice))
  const author = { byStaff: ticket.by_staff, siteUrl }
  const composed = composeTicketText(ticket.title, ticket.source, { ...author, language: ticket.language })
  const shown = hidden.length > 0 ? redactedTicket(composed, hidden, author) : ticket
  return {
    title: shown.title,
    bodyHtml: shown.html as Html,
    replyHtml(reply: Reach['written'][number]) {
      if (hidden.length === 0) return bodyHtml(reply)
      const by = { byStaff: reply.by_staff, siteUrl }
      return bodyHtml({
        ...reply,
        ...redactedReply(composeReplyText(reply.source, { ...by, language: reply.language }), hidden, by),
      })
    },
  }
}

export function isForAll({ audience, review_state }: Reach['written'][number]): boolean {
  return audience === 'public' && OPEN_REVIEW_STATES.includes(review_state)
}

import type { Visibility } from '../../db/schema.ts'
import type { Page, PageWords } from '../../web/render.ts'
import type { Ticket } from '../queries.ts'
import { authorWords } from '../rows.ts'
import { OPEN_REVIEW_STATES } from '../rules.ts'
import { bodyHtml } from '../thread.ts'
import { deskActUrl, deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import type { listWritten } from './queries.ts'

export type Reach = {
  ticket: Ticket
  spot: string
  written: Awaited<ReturnType<typeof listWritten>>
  files: string[]
  /** Something was written after the page that was agreed to. */
  overtaken?: boolean
}

export const otherOf = ({ visibility }: Pick<Ticket, 'visibility'>): Visibility =>
  visibility === 'public' ? 'private' : 'public'

/** What strangers would read, word for word, is here before anybody agrees to it. */
export function visibilityPage({ ticket, spot, written, files, overtaken = false }: Reach, { t }: PageWords): Page {
  const to = otherOf(ticket)
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
              author: ticket.requester_name || t('tickets.anonymous'),
              bodyHtml: bodyHtml({ ...ticket, review_state: 'approved' }),
              replies: open.map((reply) => ({
                author: authorWords(
                  {
                    name: reply.by_requester && !reply.author_name ? ticket.requester_name : reply.author_name,
                    byStaff: reply.by_staff,
                    isRequester: reply.by_requester,
                  },
                  t,
                ),
                at: reply.created_at,
                language: reply.language,
                bodyHtml: bodyHtml(reply),
              })),
              files,
              stays: hidden > 0 ? t('publishing.stays_hidden', { count: hidden }) : '',
            }
          : undefined,
      label: t(`publishing.make_${to}`),
    },
  }
}

export function isForAll({ audience, review_state }: Reach['written'][number]): boolean {
  return audience === 'public' && OPEN_REVIEW_STATES.includes(review_state)
}

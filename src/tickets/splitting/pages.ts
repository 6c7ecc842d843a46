/** A reply on its way to a ticket of its own: what it will be called, and who will read it. */
import type { ReplyRow } from '../../db/schema.ts'
import { KINDS } from '../../taxonomy/rules.ts'
import { excerpt } from '../../text/excerpt.ts'
import { plainText } from '../../text/plain.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import type { Ticket } from '../queries.ts'
import { authorWords } from '../rows.ts'
import { bodyHtml } from '../thread.ts'
import { deskReplyActUrl, deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { TITLE_MAX } from '../writing.ts'
import { mayBePublic } from './rules.ts'

export type Split = { ticket: Ticket; reply: ReplyRow; spot: string; typed?: Typed; faults?: Faults }

/** Its first line is a title until staff write a better one. */
const SUGGESTED_CHARACTERS = 80

export function splitPage({ ticket, reply, spot, typed = {}, faults = {} }: Split, { t }: PageWords): Page {
  const fault = (name: string) => faults[name] && t(faults[name].key, faults[name].params)
  const open = mayBePublic(reply, ticket)
  const name = reply.author_name || (reply.by_requester ? ticket.requester_name : '')
  return {
    template: 'tickets/splitting/split',
    title: t('splitting.title'),
    area: 'desk',
    status: Object.keys(faults).length > 0 ? 422 : 200,
    model: {
      ticket: { title: ticket.title, language: ticket.language },
      back: deskTicketUrl(ticket.id, spot),
      action: deskReplyActUrl(reply.id, 'split'),
      spot: { name: SPOT_FIELD, value: spot },
      message: {
        author: authorWords({ name, byStaff: false, isRequester: reply.by_requester }, t),
        at: reply.created_at,
        language: reply.language,
        bodyHtml: bodyHtml(reply),
      },
      errors: Object.keys(faults).map((one) => ({ name: one, message: fault(one) })),
      title: {
        name: 'title',
        label: t('splitting.new_title'),
        value: typed.title ?? excerpt(plainText(reply.source).split('\n')[0] ?? '', SUGGESTED_CHARACTERS),
        error: fault('title'),
        required: true,
        maxlength: TITLE_MAX,
      },
      kind: {
        name: 'kind',
        type: 'select',
        label: t('desk.kind'),
        value: typed.kind ?? 'question',
        required: true,
        error: fault('kind'),
        options: KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
      },
      visibility: open
        ? {
            name: 'visibility',
            legend: t('splitting.who_reads'),
            value: typed.visibility ?? 'public',
            columns: 'two',
            error: fault('visibility'),
            options: [
              { value: 'public', label: t('splitting.public'), text: t('splitting.public_text'), icon: 'public' },
              {
                value: 'private',
                label: t('frame.private'),
                text: t('splitting.private_text'),
                icon: 'private',
                private: true,
              },
            ],
          }
        : undefined,
    },
  }
}

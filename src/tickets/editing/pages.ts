import type { Html } from '../../text/markdown.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { type Found, guardWords, readChoice } from '../guard.ts'
import type { Ticket } from '../queries.ts'
import { EDIT_MINUTES } from '../rules.ts'
import { replyActUrl, replyUrl, ticketActUrl, ticketUrl } from '../urls.ts'
import { TEXT_MAX, TITLE_MAX } from '../writing.ts'

type Told = Pick<Ticket, 'id' | 'slug' | 'title' | 'kind'>

export type EditDraft = {
  /** Of a reply, when it is one. */
  replyId?: number
  typed: Typed
  faults?: Faults
  previewHtml?: Html
  /** What looks private in it, to be asked about before it is saved. */
  guard?: readonly Found[]
}

/** One form for a ticket (title and text) and for a reply (text alone). */
export function editPage(
  ticket: Told,
  { replyId, typed, faults = {}, previewHtml, guard }: EditDraft,
  { t }: PageWords,
): Page {
  const wrong = (name: string) => (faults[name] ? t(faults[name].key, faults[name].params) : undefined)
  const title = t(replyId === undefined ? 'editing.title' : 'editing.reply_title')
  const action = replyId === undefined ? ticketActUrl(ticket.id, 'edit') : `${replyActUrl(ticket.id, replyId)}/edit`
  return {
    template: 'tickets/editing/edit',
    title,
    area: 'form',
    status: Object.keys(faults).length > 0 ? 422 : 200,
    breadcrumbs: [
      { name: ticket.title, url: ticketUrl(ticket) },
      { name: title, url: action },
    ],
    model: {
      title,
      lead: t('editing.lead', { count: EDIT_MINUTES }),
      action,
      back: replyId === undefined ? ticketUrl(ticket) : replyUrl(ticket, replyId),
      errors: Object.keys(faults).map((name) => ({ name, message: wrong(name) })),
      subject: replyId === undefined && {
        name: 'title',
        label: t('asking.subject'),
        value: typed.title,
        error: wrong('title'),
        required: true,
        maxlength: TITLE_MAX,
      },
      text: {
        name: 'text',
        type: 'textarea',
        label: t(replyId === undefined ? 'asking.text' : 'tickets.your_reply'),
        value: typed.text,
        error: wrong('text'),
        required: ticket.kind !== 'thanks' || replyId !== undefined,
        rows: 10,
        maxlength: TEXT_MAX,
        preview: true,
      },
      previewHtml,
      guard: guard && guardWords(guard, readChoice(typed), t),
    },
  }
}

/** Taking back what was written: said once more what becomes of it, then one button. */
export function withdrawPage(
  ticket: Told & Pick<Ticket, 'was_public'>,
  replyId: number | undefined,
  { t }: PageWords,
): Page {
  const title = t(replyId === undefined ? 'editing.withdraw_title' : 'editing.withdraw_reply_title')
  const action =
    replyId === undefined ? ticketActUrl(ticket.id, 'withdraw') : `${replyActUrl(ticket.id, replyId)}/withdraw`
  const lost =
    replyId !== undefined ? 'withdraw_reply_lost' : ticket.was_public ? 'withdraw_public' : 'withdraw_private'
  return {
    template: 'tickets/editing/withdraw',
    title,
    area: 'form',
    breadcrumbs: [
      { name: ticket.title, url: ticketUrl(ticket) },
      { name: title, url: action },
    ],
    model: {
      title,
      text: t(`editing.${lost}`),
      action,
      back: replyId === undefined ? ticketUrl(ticket) : replyUrl(ticket, replyId),
    },
  }
}

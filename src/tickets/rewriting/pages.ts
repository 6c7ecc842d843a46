import type { Html } from '../../text/markdown.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import type { Ticket } from '../queries.ts'
import { deskTicketUrl, replyAnchor, SPOT_FIELD } from '../urls.ts'
import { TEXT_MAX, TITLE_MAX } from '../writing.ts'
import type { listOriginals, listVersions } from './queries.ts'

/** A text being edited. `was`: see forms. */
export type Draft = {
  what: 'ticket' | 'reply'
  ticket: Pick<Ticket, 'id' | 'title' | 'language'>
  action: string
  was: string
  spot: string
  typed: Typed
  faults?: Faults
  previewHtml?: Html | undefined
  /** Why it came back although nothing in it is wrong. */
  notice?: string
  status?: number
}

export function rewritePage(draft: Draft, { t }: PageWords): Page {
  const { typed, faults = {} } = draft
  const wrong = (name: string) => faults[name] && t(faults[name].key, faults[name].params)
  const title = t(`rewriting.${draft.what}_title`)
  return {
    template: 'tickets/rewriting/rewrite',
    title,
    area: 'desk',
    status: draft.status ?? 200,
    model: {
      title,
      ticket: draft.ticket,
      back: deskTicketUrl(draft.ticket.id, draft.spot),
      action: draft.action,
      hidden: [
        { name: SPOT_FIELD, value: draft.spot },
        { name: 'was', value: draft.was },
      ],
      help: t(`rewriting.${draft.what}_help`),
      notice: draft.notice && { kind: 'warning', text: draft.notice },
      errors: Object.keys(faults).map((name) => ({ name, message: wrong(name) })),
      fields: [
        ...(draft.what === 'ticket'
          ? [
              {
                name: 'title',
                label: t('rewriting.subject'),
                value: typed.title,
                error: wrong('title'),
                required: true,
                maxlength: TITLE_MAX,
              },
            ]
          : []),
        {
          name: 'text',
          type: 'textarea',
          rows: 12,
          label: t('rewriting.text'),
          value: typed.text,
          error: wrong('text'),
          required: true,
          maxlength: TEXT_MAX,
          preview: true,
        },
      ],
      previewHtml: draft.previewHtml,
    },
  }
}

type Earlier = {
  ticket: Ticket
  spot: string
  versions: Awaited<ReturnType<typeof listVersions>>
  originals: Awaited<ReturnType<typeof listOriginals>>
}

export function earlierPage({ ticket, spot, versions, originals }: Earlier, { t }: PageWords): Page {
  const back = deskTicketUrl(ticket.id, spot)
  const of = (replyId: number | null) => (replyId ? t('rewriting.of_reply') : t('rewriting.of_ticket'))
  const at = (replyId: number | null) => (replyId ? `${back}#${replyAnchor(replyId)}` : back)
  return {
    template: 'tickets/rewriting/earlier',
    title: t('rewriting.earlier_title'),
    area: 'desk',
    model: {
      ticket,
      back,
      versions: versions.map(({ reply_id, title, source, created_at, staff_name }) => ({
        of: of(reply_id),
        url: at(reply_id),
        title,
        source,
        at: created_at,
        // Whoever is not staff edited their own text.
        name: staff_name ?? t('rewriting.author'),
      })),
      originals: originals.map(({ reply_id, html }) => ({ of: of(reply_id), url: at(reply_id), source: html })),
    },
  }
}

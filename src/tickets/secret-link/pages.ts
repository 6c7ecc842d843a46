import type { Faults, Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import type { Ticket } from '../queries.ts'
import { ticketActUrl, ticketUrl } from '../urls.ts'

type Told = Pick<Ticket, 'id' | 'slug' | 'title' | 'language' | 'visibility' | 'review_state'>

export type LinkPage = {
  /** Absolute. */
  link: string
  typed?: Typed
  faults?: Faults
  done?: 'sent' | 'renewed' | undefined
  /** Without a mail server the letter would never arrive. */
  hasMail: boolean
}

/** The secret link: to copy, to save, to mail to oneself, to make anew. */
export function linkPage(
  ticket: Told,
  { link, typed = {}, faults = {}, done, hasMail }: LinkPage,
  { t }: PageWords,
): Page {
  const act = (name: string) => ticketActUrl(ticket.id, name)
  const wrong = faults.email && t(faults.email.key, faults.email.params)
  return {
    template: 'tickets/secret-link/link',
    title: t('secret_link.title'),
    area: 'form',
    status: wrong ? 422 : 200,
    breadcrumbs: [
      { name: ticket.title, url: ticketUrl(ticket) },
      { name: t('secret_link.title'), url: act('secret-link') },
    ],
    model: {
      lead: t(ticket.visibility === 'private' ? 'secret_link.lead_private' : 'secret_link.lead_public'),
      done: done && { kind: 'good', text: t(`secret_link.${done}`) },
      errors: wrong ? [{ name: 'email', message: wrong }] : [],
      link,
      download: act('secret-link.txt'),
      mail:
        hasMail && ticket.review_state !== 'held'
          ? {
              action: act('mail-link'),
              email: {
                name: 'email',
                type: 'email',
                label: t('tickets.your_email'),
                help: t('secret_link.mail_help'),
                value: typed.email,
                error: wrong,
                required: true,
                autocomplete: 'email',
                dir: 'ltr',
              },
            }
          : undefined,
      renew: act('renew-link'),
    },
  }
}

/** What the saved file says: whose link it is, and that it is a key. Lines end as every editor understands. */
export function linkFile(ticket: Told, link: string, siteName: string, { t }: PageWords): string {
  const lines = [
    t('secret_link.file_title', { site: siteName, number: ticket.id }),
    ticket.title,
    '',
    link,
    '',
    t('secret_link.file_text'),
  ]
  return `\ufeff${lines.join('\r\n')}\r\n`
}

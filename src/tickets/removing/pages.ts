import type { Faults } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import type { Ticket } from '../queries.ts'
import { bodyHtml } from '../thread.ts'
import { deskActUrl, deskTicketUrl, deskUrl, SPOT_FIELD } from '../urls.ts'
import { REASONS } from './forms.ts'

/** Says what will be lost, and for whom, before it is. */
export function removePage(ticket: Ticket, spot: string, faults: Faults, { t }: PageWords): Page {
  const fault = faults.why && t(faults.why.key, faults.why.params)
  return {
    template: 'tickets/removing/remove',
    title: t('removing.title'),
    area: 'desk',
    status: fault ? 422 : 200,
    model: {
      ticket,
      back: deskTicketUrl(ticket.id, spot),
      action: deskActUrl(ticket.id, 'remove'),
      spot: { name: SPOT_FIELD, value: spot },
      explained: t(ticket.visibility === 'public' ? 'removing.explained_public' : 'removing.explained_private'),
      errors: fault ? [{ name: 'why', message: fault }] : [],
      choices: {
        name: 'why',
        legend: t('removing.why'),
        value: 'deleted',
        columns: 'two',
        error: fault,
        options: REASONS.map((why) => ({
          value: why,
          label: t(`removing.${why}`),
          text: t(`removing.${why}_text`),
          icon: why === 'spam' ? 'spam' : 'delete',
        })),
      },
    },
  }
}

export function removedPage(ticket: Ticket, spot: string, remover: string | undefined, { t }: PageWords): Page {
  return {
    template: 'tickets/removing/removed',
    title: ticket.title,
    area: 'desk',
    model: {
      view: 'removed',
      ticket: { title: ticket.title, language: ticket.language, removedAt: ticket.removed_at },
      why: t(`removing.is_${ticket.removed_why ?? 'deleted'}`),
      remover,
      bodyHtml: bodyHtml({ html: ticket.html, review_state: 'unreviewed' }),
      back: `${deskUrl()}${spot && `?${spot}`}`,
      spot: { name: SPOT_FIELD, value: spot },
      restore: ticket.removed_why === 'withdrawn' ? undefined : deskActUrl(ticket.id, 'restore'),
      withdrawn: ticket.removed_why === 'withdrawn' ? t('removing.withdrawn') : '',
    },
  }
}

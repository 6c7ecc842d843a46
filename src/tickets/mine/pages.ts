import type { Place } from '../../db/cursor.ts'
import { carryPath, myUrl } from '../../people/urls.ts'
import type { Page } from '../../web/render.ts'
import { type ListedTicket, type TicketWords, ticketRow } from '../rows.ts'
import { askUrl, withTurn } from '../urls.ts'

export type Mine = { rows: ListedTicket[]; older: Place | undefined }

/** `canCarry`: the browser holds a key that a link could take to another device. */
export function minePage({ rows, older }: Mine, canCarry: boolean, words: TicketWords): Page {
  const { t } = words
  return {
    template: 'tickets/mine/mine',
    title: t('frame.my_tickets'),
    canonical: myUrl(),
    model: {
      rows: rows.map((row) => {
        const shown = ticketRow(row, words)
        return shown.held ? { ...shown, text: t('my.held') } : shown
      }),
      pager: { older: older && withTurn(myUrl(), { past: older }) },
      carryUrl: canCarry ? carryPath() : undefined,
      empty: {
        icon: 'ticket',
        title: t('my.empty_title'),
        text: t('my.empty_text'),
        url: askUrl(),
        label: t('frame.ask'),
      },
    },
  }
}

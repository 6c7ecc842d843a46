/** What pages of articles show of tickets; app.ts hands it to them. */
import type { TicketsSide } from '../../articles/tickets-side.ts'
import type { House } from '../../house.ts'
import { ticketRow } from '../rows.ts'
import { askUrl, deskTicketUrl } from '../urls.ts'
import { findTicketOfReply, listAnsweredBy } from './queries.ts'

export function ticketsSide(house: House): TicketsSide {
  return {
    async answeredBy(articleId, words) {
      const tickets = await listAnsweredBy(house.db, articleId)
      const siteLanguage = house.settings.now.language
      const rows = tickets.map((ticket) => ticketRow(ticket, { ...words, siteLanguage, taxonomy: house.taxonomy.now }))
      const changes = tickets.map(({ changed_at }) => changed_at.getTime())
      return { rows, changedAt: changes.length > 0 ? new Date(Math.max(...changes)) : null }
    },
    askUrl: (given) => `${askUrl()}?${new URLSearchParams(given)}`,
    async originOf(viewer, replyId) {
      const ticket = await findTicketOfReply(house.db, viewer, replyId)
      return ticket && { ...ticket, url: deskTicketUrl(ticket.id) }
    },
  }
}

import { deskTicketUrl } from '../../urls.ts'
import type { DeskWords } from '../pages.ts'
import type { News } from './queries.ts'

/** For views/tickets/triage/live/news, the newest last. What is private is not named: it may show on a locked screen. */
export function newsPart(news: readonly News[], { t }: DeskWords) {
  return {
    last: news[0]?.id,
    news: news.toReversed().map(({ type, ticket_id, title, visibility, by_name }) => ({
      url: deskTicketUrl(ticket_id),
      what: t(`live.news_${type}`, { name: by_name ?? t('frame.team') }),
      title: visibility === 'private' ? t('live.private_ticket', { number: ticket_id }) : title,
    })),
  }
}

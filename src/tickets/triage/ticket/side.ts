import { articleUrl } from '../../../articles/urls.ts'
import type { House } from '../../../house.ts'
import { tagUrl } from '../../../taxonomy/urls.ts'
import { ticketLink } from '../../receipts.ts'
import { statusWords } from '../../rows.ts'
import { deskActUrl, deskTicketUrl, SPOT_FIELD } from '../../urls.ts'
import { channelName } from '../filter-fields.ts'
import type { DeskWords } from '../pages.ts'
import { spotQuery, ticketInQueueUrl } from '../urls.ts'
import { clockLines } from '../waiting.ts'
import { eventActor, eventSentence } from './history.ts'
import type { Shown } from './pages.ts'

/** What one looks up: who asked, what else they asked, what happened, and the rarer acts. */
export function sideWords(house: House, { desk, spot, now, showLink = false }: Shown, words: DeskWords) {
  const { ticket, requester } = desk
  const { language } = words
  const kept = new URLSearchParams({ [SPOT_FIELD]: spotQuery(spot) })
  const page = (name: string) => `${deskActUrl(ticket.id, name)}?${kept}`
  const languageName = (code: string) =>
    new Intl.DisplayNames(language, { type: 'language', fallback: 'code' }).of(code) ?? code
  return {
    cameBy:
      desk.work.channel === 'web'
        ? undefined
        : { name: channelName(desk.work.channel, words), url: desk.work.channel_url ?? undefined },
    openFor: `/desk/new?person=${ticket.requester_id}`,
    requester: {
      name: requester.name,
      email: requester.email,
      reads: requester.language ? languageName(requester.language) : undefined,
      writes: ticket.language === 'und' ? undefined : languageName(ticket.language),
      since: requester.created_at,
      others: requester.others.map((other) => ({
        url: deskTicketUrl(other.id),
        title: other.title,
        language: other.language,
        status: statusWords(other.status_id, words),
        private: other.visibility === 'private',
      })),
      hasMore: requester.hasMore,
    },
    clocks: clockLines({ ...ticket, ...desk.work }, words, now),
    articles: desk.articles.map((article) => ({
      url: articleUrl(article),
      title: article.title,
      language: article.language,
      published: article.state === 'published',
      id: article.id,
    })),
    unlink: deskActUrl(ticket.id, 'unlink'),
    tags: desk.tags.map((name) => ({ name, url: tagUrl(name) })),
    link: showLink
      ? { value: house.config.siteUrl + ticketLink(house.secret, ticket), renew: deskActUrl(ticket.id, 'link') }
      : undefined,
    showLink: `${ticketInQueueUrl(ticket.id, spot)}${spotQuery(spot) ? '&' : '?'}link=1#secret-link`,
    edit: page('edit'),
    visibility: page('visibility'),
    redact: page('redact'),
    merge: page('merge'),
    people: page('people'),
    calm: ticket.by_staff ? undefined : page('calm'),
    remove: page('remove'),
    earlier: desk.hasVersions || desk.hasOriginal ? page('earlier') : undefined,
    wholeHistory: deskActUrl(ticket.id, 'history'),
    history: desk.events.map((event) => ({
      at: event.created_at,
      name: eventActor(event, ticket, words),
      text: eventSentence(event, words),
    })),
  }
}

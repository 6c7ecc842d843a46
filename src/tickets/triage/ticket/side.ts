import { articleUrl } from '../../../articles/urls.ts'
import type { House } from '../../../house.ts'
import { tagUrl } from '../../../taxonomy/urls.ts'
import type { Html } from '../../../text/markdown.ts'
import { ticketLink } from '../../receipts.ts'
import { statusWords } from '../../rows.ts'
import { deskActUrl, deskTicketUrl, openUrl, SPOT_FIELD } from '../../urls.ts'
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
  const act = (name: string) => deskActUrl(ticket.id, name)
  const page = (name: string) => `${deskActUrl(ticket.id, name)}?${kept}`
  const languageName = (code: string) =>
    new Intl.DisplayNames(language, { type: 'language', fallback: 'code' }).of(code) ?? code
  return {
    cameBy:
      desk.work.channel === 'web'
        ? undefined
        : { name: channelName(desk.work.channel, words), url: desk.work.channel_url ?? undefined },
    // A member of the team is no customer.
    person: requester.staff_id === null && {
      openFor: openUrl('behalf', ticket.requester_id),
      contact: requester.email ? openUrl('contact', ticket.requester_id) : undefined,
      join: page('person'),
    },
    guests: desk.guests.map(({ name }) => name || words.t('tickets.anonymous')),
    notes: {
      action: act('person-notes'),
      remove: act('person-notes/remove'),
      most: 5000,
      list: desk.notes.map((note) => ({
        id: note.id,
        bodyHtml: note.html as Html,
        language: note.language,
        at: note.created_at,
        name: note.staff_name ?? words.t('frame.team'),
        elsewhere: note.ticket_id !== null && note.ticket_id !== ticket.id ? deskTicketUrl(note.ticket_id) : undefined,
        number: note.ticket_id,
      })),
    },
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

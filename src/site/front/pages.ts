import type { listByCategory } from '../../articles/reading/queries.ts'
import { articlesUrl, articleUrl } from '../../articles/urls.ts'
import type { openingWords } from '../../settings/opening.ts'
import { nameIn } from '../../taxonomy/rules.ts'
import { categoryUrl } from '../../taxonomy/urls.ts'
import { formatDuration } from '../../text/dates.ts'
import { listUrl } from '../../tickets/listing/urls.ts'
import type { Pace } from '../../tickets/pace.ts'
import { type ListedTicket, type NamedTicketWords, type TicketWords, ticketRow } from '../../tickets/rows.ts'
import type { bannerWords } from '../../tickets/running-incidents.ts'
import { askUrl, ideasUrl, wallUrl } from '../../tickets/urls.ts'
import type { Page } from '../../web/render.ts'
import { ROWS } from './queries.ts'

export type Front = {
  answered: ListedTicket[]
  asked: ListedTicket[]
  wanted: ListedTicket[]
  articles: Awaited<ReturnType<typeof listByCategory>>
  pace: Pace
  opening: ReturnType<typeof openingWords>
  incidents: ReturnType<typeof bannerWords>[]
  /** The latest words of thanks. */
  thanks: { text: string; url: string; language: string } | undefined
}

/** Titles under each topic; the topic's own page has the rest. */
const ARTICLES_OF_TOPIC = 4

export function frontPage(front: Front, sentence: string, words: NamedTicketWords): Page {
  const { t, language, siteName } = words
  const rows = (tickets: ListedTicket[]) => tickets.map((ticket) => ticketRow(ticket, words))
  return {
    template: 'site/front',
    title: siteName,
    description: sentence,
    canonical: '/',
    index: true,
    model: {
      incidents: front.incidents,
      pace: front.pace.medianMs === null ? '' : t('site.pace', { time: formatDuration(front.pace.medianMs, language) }),
      opening: front.opening,
      answered: rows(front.answered),
      answeredUrl: listUrl({ answered: 'yes', sort: 'activity' }),
      asked: rows(front.asked.filter(({ id }) => !front.answered.some((one) => one.id === id)).slice(0, ROWS)),
      askedUrl: listUrl(),
      wanted: rows(front.wanted),
      wantedUrl: ideasUrl(),
      topics: topicsOf(front, words),
      articlesUrl: articlesUrl(),
      thanks: front.thanks,
      thanksUrl: wallUrl(),
      empty: {
        icon: 'tickets',
        title: t('site.empty_title'),
        text: t('site.empty_text'),
        url: askUrl(),
        label: t('frame.ask'),
      },
    },
  }
}

/** Every category in the admin's order, with its first articles. */
function topicsOf({ articles }: Front, { taxonomy, language, siteLanguage }: TicketWords) {
  return taxonomy.inOrder.map((category) => ({
    icon: category.icon,
    name: nameIn(category.names, language, siteLanguage),
    url: categoryUrl(category.slug),
    articles: articles
      .filter(({ category_id }) => category_id === category.id)
      .slice(0, ARTICLES_OF_TOPIC)
      .map((article) => ({ url: articleUrl(article), title: article.title, language: article.language })),
  }))
}

/** The page of results: articles and tickets under headings of their own, and the way on to asking. */

import type { FoundArticle } from '../articles/searching/queries.ts'
import { articleUrl } from '../articles/urls.ts'
import { MOST_WEIGHED } from '../db/find-rows.ts'
import { KINDS, nameIn } from '../taxonomy/rules.ts'
import { type TicketWords, ticketRow } from '../tickets/rows.ts'
import type { FoundTicket } from '../tickets/searching/queries.ts'
import { askUrl, ticketUrl } from '../tickets/urls.ts'
import type { Page } from '../web/render.ts'
import { type Asked, MOST_PAGES } from './forms.ts'
import { PER_PAGE, type Results, type Shown } from './queries.ts'
import { type SearchPlace, type SearchQuery, searchUrl } from './urls.ts'

export function searchPage(asked: Asked, results: Results | 'too slow' | undefined, words: TicketWords): Page {
  const { t } = words
  const query: SearchQuery = { q: asked.typed, in: asked.in, kind: asked.kind, category: asked.category?.slug }
  const found = results === 'too slow' ? undefined : results
  return {
    template: 'search/search',
    title: asked.typed ? t('search.title_for', { words: asked.typed }) : t('search.title'),
    model: {
      q: asked.typed,
      segments: ([undefined, 'articles', 'tickets'] as const).map((place) => ({
        name: t(place ? `frame.${place}` : 'search.all'),
        url: searchUrl({ ...query, in: place, ...(place !== 'tickets' && { kind: undefined }) }),
        current: asked.in === place,
      })),
      filters: filtersOf(asked, words),
      kept: asked.in === 'articles' ? asked.in : undefined,
      isFiltered: Boolean(asked.kind || asked.category),
      unfilteredUrl: searchUrl({ q: asked.typed, in: asked.kind ? undefined : asked.in }),
      tooSlow: results === 'too slow',
      numbered: found?.numbered && {
        url: ticketUrl(found.numbered),
        title: found.numbered.title,
        text: t('search.ticket_number', { number: found.numbered.id }),
        language: found.numbered.language,
        icon: 'ticket',
      },
      groups: found ? groupsOf(asked, query, found, words) : [],
      alike: found && alikeOf(found, words),
      nothing: found && nothingOf(asked, found, words),
      askUrl: asked.typed ? `${askUrl()}?${new URLSearchParams({ title: asked.typed })}` : askUrl(),
    },
  }
}

function filtersOf({ kind, category }: Asked, { t, taxonomy, language, siteLanguage }: TicketWords) {
  return [
    {
      name: 'category',
      label: t('listing.category'),
      value: category?.slug ?? '',
      options: [
        { value: '', label: t('listing.any_category') },
        ...taxonomy.inOrder.map(({ slug, names }) => ({ value: slug, label: nameIn(names, language, siteLanguage) })),
      ],
    },
    {
      name: 'kind',
      label: t('listing.kind'),
      value: kind ?? '',
      options: [
        { value: '', label: t('listing.any_kind') },
        ...KINDS.map((one) => ({ value: one, label: t(`kinds.${one}_plural`) })),
      ],
    },
  ]
}

function groupsOf(asked: Asked, query: SearchQuery, found: Results, words: TicketWords) {
  const groups = [
    group(
      'articles',
      found.articlesTotal,
      found.articles.map((row) => articleWords(row, words)),
      asked,
      query,
      words,
    ),
    group(
      'tickets',
      found.ticketsTotal,
      found.tickets.map((row) => ticketWords(row, words)),
      asked,
      query,
      words,
    ),
  ].filter(({ rows }) => rows.length > 0)
  return found.articleLeads ? groups : groups.reverse()
}

function group(
  place: SearchPlace,
  total: number,
  rows: object[],
  asked: Asked,
  query: SearchQuery,
  { t }: TicketWords,
) {
  const pages = Math.min(MOST_PAGES, Math.ceil(total / PER_PAGE))
  const own = { ...query, in: place }
  return {
    place,
    title: t(`frame.${place}`),
    total: t(total >= MOST_WEIGHED ? 'search.found_over' : 'search.found', { count: total }),
    rows,
    // Both kinds on one page: the rest of one stands on a page of its own. Articles know no kind of ticket.
    moreUrl: asked.in === undefined && total > rows.length ? searchUrl(own) : undefined,
    more: t(`search.more_${place}`),
    pager: asked.in && {
      newer: asked.page > 1 ? searchUrl({ ...own, page: asked.page - 1 }) : '',
      older: asked.page < pages ? searchUrl({ ...own, page: asked.page + 1 }) : '',
    },
  }
}

function articleWords({ row, extractHtml }: Shown<FoundArticle>, { t, taxonomy, language, siteLanguage }: TicketWords) {
  const category = row.category_id === null ? undefined : taxonomy.categories.get(row.category_id)
  return {
    url: articleUrl(row),
    title: row.title,
    language: row.language,
    summary: row.summary,
    extractHtml,
    facts: [
      t('search.article'),
      ...(category ? [nameIn(category.names, language, siteLanguage)] : []),
      ...(row.state === 'published' ? [] : [t(`writing.state_${row.state}`)]),
    ],
  }
}

const ticketWords = ({ row, extractHtml }: Shown<FoundTicket>, words: TicketWords) => ({
  ...ticketRow(row, words),
  extractHtml,
})

function alikeOf({ alike }: Results, words: TicketWords) {
  const { articles, tickets } = alike
  if (articles.length + tickets.length === 0) return undefined
  return {
    articles: articles.map((row) => articleWords(row, words)),
    tickets: tickets.map((row) => ticketWords(row, words)),
  }
}

/** Nothing at all, in words; undefined when there is something to show. */
function nothingOf({ typed, words }: Asked, found: Results, { t }: TicketWords): string | undefined {
  const { articles, tickets } = found.alike
  if (typed === '' || found.articlesTotal + found.ticketsTotal + articles.length + tickets.length > 0) return undefined
  return t(words === '' ? 'search.no_words' : 'search.nothing_text')
}

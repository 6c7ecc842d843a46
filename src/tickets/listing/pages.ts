/** The list of tickets: filters by a plain form, rows, and the way on. */

import { KINDS, nameIn, statusName, type Taxonomy } from '../../taxonomy/rules.ts'
import { categoryUrl, tagUrl } from '../../taxonomy/urls.ts'
import type { Page } from '../../web/render.ts'
import { type NamedTicketWords, type TicketWords, ticketRow } from '../rows.ts'
import { askUrl, withTurn } from '../urls.ts'
import type { TicketList } from './queries.ts'
import { mayBeIndexed, SORTS, statusChoices, type Wanted } from './rules.ts'
import { listUrl } from './urls.ts'

export function listPage(wanted: Wanted, list: TicketList, words: NamedTicketWords): Page {
  const { t } = words
  const { query } = wanted
  return {
    template: 'tickets/listing/list',
    title: titleOf(wanted, words),
    description: descriptionOf(wanted, words),
    canonical: canonicalOf(wanted),
    index: mayBeIndexed(wanted) && list.rows.length > 0,
    model: {
      title: titleOf(wanted, words),
      segments: ([undefined, 'yes', 'no'] as const).map((answered) => ({
        label: t(`listing.answered_${answered ?? 'any'}`),
        url: listUrl({ ...query, answered }),
        current: query.answered === answered,
      })),
      filters: filtersOf(wanted, words),
      kept: { ...(query.answered && { answered: query.answered }), ...(query.tag && { tag: query.tag }) },
      tag: query.tag && {
        label: t('listing.without_tag', { name: query.tag }),
        name: query.tag,
        url: listUrl({ ...query, tag: undefined }),
      },
      ...rowsOf(list, words, (turn) => listUrl(query, turn)),
      empty: emptyOf(
        Object.keys(query).some((name) => name !== 'sort'),
        words,
      ),
    },
  }
}

/** Rows and pager, for every page with a list of tickets on it. */
export function rowsOf(list: TicketList, words: TicketWords, urlOf: (turn: Parameters<typeof withTurn>[1]) => string) {
  return {
    rows: list.rows.map((row) => ticketRow(row, words)),
    pager: {
      newer: list.newer && urlOf({ before: list.newer }),
      older: list.older && urlOf({ past: list.older }),
    },
  }
}

/** For views/frame/_empty. */
export function emptyOf(isFiltered: boolean, { t }: TicketWords) {
  const which = isFiltered ? 'empty_filtered' : 'empty'
  return {
    icon: 'tickets',
    title: t(`listing.${which}_title`),
    text: t(`listing.${which}_text`),
    url: askUrl(),
    label: t('frame.ask'),
  }
}

/** A list of one category or tag has a page of its own, with its articles. */
function canonicalOf({ query, turn }: Wanted): string {
  const { category, tag, ...others } = query
  if (Object.keys(others).length === 0) {
    if (category && !tag) return withTurn(categoryUrl(category), turn)
    if (tag && !category) return withTurn(tagUrl(tag), turn)
  }
  return listUrl(query, turn)
}

/** Named by the filter that says most. */
function titleOf({ filters, query }: Wanted, words: NamedTicketWords): string {
  const { t } = words
  if (filters.kind) return t(`kinds.${filters.kind}_plural`)
  if (filters.categoryId) return categoryName(words.taxonomy, filters.categoryId, words)
  return query.tag ? t('listing.tagged', { name: query.tag }) : t('frame.tickets')
}

function descriptionOf({ filters, query }: Wanted, words: NamedTicketWords): string {
  const { t, siteName: site } = words
  if (filters.kind) return t('listing.description_kind', { kind: t(`kinds.${filters.kind}_plural`), site })
  const about = filters.categoryId ? categoryName(words.taxonomy, filters.categoryId, words) : query.tag
  return about ? t('listing.description_about', { name: about, site }) : t('listing.description', { site })
}

function categoryName(taxonomy: Taxonomy, id: number, { language, siteLanguage }: TicketWords): string {
  return nameIn(taxonomy.categories.get(id)?.names ?? {}, language, siteLanguage)
}

/** The selects of the form; the first of each means "any". */
function filtersOf({ query, filters, sort }: Wanted, words: TicketWords) {
  const { t, taxonomy, language, siteLanguage } = words
  const statuses = statusChoices(taxonomy, filters.kind)
  const chosenStatus = statuses.find(({ id }) => filters.statuses?.includes(id))
  return [
    {
      name: 'kind',
      label: t('listing.kind'),
      value: query.kind ?? '',
      options: [
        { value: '', label: t('listing.any_kind') },
        ...KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}_plural`) })),
      ],
    },
    {
      name: 'status',
      label: t('listing.status'),
      value: String(chosenStatus?.id ?? ''),
      options: [
        { value: '', label: t('listing.any_status') },
        ...statuses.map((status) => ({
          value: String(status.id),
          label: statusName(status, t, language, siteLanguage),
        })),
      ],
    },
    {
      name: 'category',
      label: t('listing.category'),
      value: query.category ?? '',
      options: [
        { value: '', label: t('listing.any_category') },
        ...taxonomy.inOrder.map(({ slug, names }) => ({ value: slug, label: nameIn(names, language, siteLanguage) })),
      ],
    },
    {
      name: 'sort',
      label: t('listing.sort'),
      value: sort === 'newest' ? '' : sort,
      options: SORTS.map((one) => ({ value: one === 'newest' ? '' : one, label: t(`listing.sort_${one}`) })),
    },
  ]
}

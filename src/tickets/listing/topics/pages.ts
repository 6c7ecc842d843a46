import type { ArticleCard } from '../../../articles/queries.ts'
import { articleUrl } from '../../../articles/urls.ts'
import type { Turn } from '../../../db/cursor.ts'
import type { CategoryRow } from '../../../db/schema.ts'
import { nameIn } from '../../../taxonomy/rules.ts'
import { categoryUrl, tagUrl } from '../../../taxonomy/urls.ts'
import type { Page } from '../../../web/render.ts'
import type { NamedTicketWords } from '../../rows.ts'
import { ticketsUrl, withTurn } from '../../urls.ts'
import { emptyOf, rowsOf } from '../pages.ts'
import type { TicketList } from '../queries.ts'
import { listUrl } from '../urls.ts'

/** More would push the tickets off the first screens; the others stand folded under them. */
const ARTICLES_IN_VIEW = 6

export type Topic = { articles: ArticleCard[]; list: TicketList; turn: Turn }

export function categoryPage(category: CategoryRow, topic: Topic, words: NamedTicketWords): Page {
  const { language, siteLanguage } = words
  const lead = nameIn(category.descriptions, language, siteLanguage)
  return topicPage(topic, words, {
    name: nameIn(category.names, language, siteLanguage),
    title: nameIn(category.names, language, siteLanguage),
    icon: category.icon,
    path: categoryUrl(category.slug),
    filterUrl: listUrl({ category: category.slug }),
    lead,
  })
}

export function tagPage(name: string, topic: Topic, words: NamedTicketWords): Page {
  return topicPage(topic, words, {
    name,
    title: words.t('listing.tagged', { name }),
    icon: 'tag',
    path: tagUrl(name),
    filterUrl: listUrl({ tag: name }),
    lead: '',
  })
}

type Named = { name: string; title: string; icon: string; path: string; filterUrl: string; lead: string }

function topicPage({ articles, list, turn }: Topic, words: NamedTicketWords, named: Named): Page {
  const { t, siteName: site } = words
  const isFirst = !turn.past && !turn.before
  const cards = articles.map((article) => ({
    url: articleUrl(article),
    title: article.title,
    language: article.language,
    summary: article.summary,
  }))
  return {
    template: 'tickets/listing/topics/topic',
    title: named.title,
    description: named.lead || t('listing.description_about', { name: named.name, site }),
    canonical: withTurn(named.path, turn),
    index: isFirst && (cards.length > 0 || list.rows.length > 0),
    breadcrumbs: [
      { name: t('frame.tickets'), url: ticketsUrl() },
      { name: named.name, url: named.path },
    ],
    model: {
      title: named.title,
      icon: named.icon,
      lead: named.lead,
      articles: isFirst ? cards.slice(0, ARTICLES_IN_VIEW) : [],
      moreArticles: isFirst ? cards.slice(ARTICLES_IN_VIEW) : [],
      filterUrl: named.filterUrl,
      ...rowsOf(list, words, (to) => withTurn(named.path, to)),
      empty: emptyOf(false, words),
    },
  }
}

/** The knowledge base as everybody reads it, and the same pages with what staff see there. */
import type { CategoryRow, ContentsLine } from '../../db/schema.ts'
import type { Language } from '../../i18n/languages.ts'
import { nameIn, type Taxonomy } from '../../taxonomy/rules.ts'
import { categoryUrl, tagUrl } from '../../taxonomy/urls.ts'
import { excerpt } from '../../text/excerpt.ts'
import type { Html } from '../../text/markdown.ts'
import { plainText } from '../../text/plain.ts'
import type { Page, PageWords } from '../../web/render.ts'
import type { Article } from '../queries.ts'
import type { AnsweredTickets } from '../tickets-side.ts'
import { articlesUrl, articleUrl, editArticleUrl, HELPFUL_ANCHOR, helpfulUrl, newArticleUrl } from '../urls.ts'
import type { ListedArticle } from './queries.ts'

export type SiteWords = PageWords & { siteLanguage: Language; taxonomy: Taxonomy }

/** Articles without a category stand last, under a heading of their own. */
export function indexPage(articles: readonly ListedArticle[], words: SiteWords, isStaff: boolean): Page {
  const { t, taxonomy } = words
  const inOrder: (CategoryRow | null)[] = [...taxonomy.inOrder, null]
  const groups = inOrder.flatMap((category) => {
    const own = articles.filter(({ category_id }) => category_id === (category?.id ?? null))
    return own.length > 0 ? [group(category, own, words)] : []
  })
  return {
    template: 'articles/reading/index',
    title: t('kb.title'),
    description: t('kb.lead'),
    canonical: articlesUrl(),
    index: groups.length > 0,
    model: { groups, newUrl: isStaff ? newArticleUrl() : undefined },
  }
}

function group(category: CategoryRow | null, articles: readonly ListedArticle[], words: SiteWords) {
  const { t, language, siteLanguage } = words
  const total = articles[0]?.total ?? 0
  return {
    id: category ? `category-${category.id}` : 'others',
    name: category ? nameIn(category.names, language, siteLanguage) : t('kb.others'),
    text: category ? nameIn(category.descriptions, language, siteLanguage) : '',
    icon: category?.icon ?? 'articles',
    url: category ? categoryUrl(category.slug) : undefined,
    total,
    totalText: t('kb.count', { count: total }),
    isWhole: total <= articles.length,
    articles: articles.map((article) => ({
      url: articleUrl(article),
      title: article.title,
      language: article.language,
    })),
  }
}

export type Around = {
  tags: string[]
  answered: AnsweredTickets
  /** The viewer's own answer to "was this helpful". */
  vote: boolean | null
  /** Both answers counted, for staff. */
  votes: { yes: number; no: number } | undefined
  origin: { id: number; title: string; url: string } | undefined
  askUrl: string
}

export function articlePage(article: Article, around: Around, words: SiteWords): Page {
  const { t, taxonomy, language, siteLanguage } = words
  const category = article.category_id === null ? undefined : taxonomy.categories.get(article.category_id)
  const crumb = category && { name: nameIn(category.names, language, siteLanguage), url: categoryUrl(category.slug) }
  const url = articleUrl(article)
  const changes = [article.updated_at, around.answered.changedAt].filter((date) => date !== null)
  return {
    template: 'articles/reading/article',
    title: article.title,
    description: article.summary || excerpt(plainText(article.source)),
    canonical: url,
    index: article.state === 'published',
    lang: article.language,
    breadcrumbs: [{ name: t('kb.title'), url: articlesUrl() }, ...(crumb ? [crumb] : []), { name: article.title, url }],
    lastModified: new Date(Math.max(...changes.map((date) => date.getTime()))),
    model: {
      title: article.title,
      summary: article.summary,
      language: article.language,
      bodyHtml: article.html as Html,
      updatedAt: article.updated_at,
      contents: nested(article.contents),
      tags: around.tags.map((name) => ({ name, url: tagUrl(name) })),
      answered: around.answered.rows,
      askUrl: around.askUrl,
      helpful: { anchor: HELPFUL_ANCHOR, action: helpfulUrl(article.id), vote: around.vote },
      staff: around.votes && {
        state: article.state,
        notice: article.state === 'published' ? '' : t(`kb.only_staff_${article.state}`),
        votes: t('kb.votes', around.votes),
        editUrl: editArticleUrl(article.id),
        origin: around.origin,
      },
    },
  }
}

type Chapter = ContentsLine & { below: ContentsLine[] }

/** Lines of the second level under the line of the first they belong to; one that has none stands by itself. */
function nested(contents: readonly ContentsLine[]): Chapter[] {
  const chapters: Chapter[] = []
  for (const line of contents) {
    const last = chapters.at(-1)
    if (line.level === 3 && last?.level === 2) last.below.push(line)
    else chapters.push({ ...line, below: [] })
  }
  return chapters
}

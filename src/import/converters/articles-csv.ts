/** Help articles of a support forum: id, title, slug, url, locale, summary, html, topics. */
import type { ArticleRecord, ImportRecord } from '../format.ts'
import type { Row } from '../rows.ts'
import { type TidyArticle, tidyArticle } from './article-html.ts'
import { readCsv } from './csv.ts'
import { categoryOf, forumSource, languageOf, listOf, textOfHtml } from './forum.ts'

export const articleColumns = ['id', 'title', 'slug', 'url', 'locale', 'summary', 'html', 'topics']

type Cells = Record<string, string>

export async function* readArticles(path: string): AsyncGenerator<Row> {
  const seen = new Set<string>()
  let isFirst = true
  for await (const row of readCsv(path)) {
    if ('refused' in row) {
      yield row
      continue
    }
    // Other files of the forum link these articles by their full address.
    if (isFirst)
      yield {
        line: 0,
        records: [{ type: 'source', name: forumSource, base_url: originOf(row.cells.url) }],
        changes: [],
      }
    isFirst = false
    yield readArticle(row.line, row.cells, seen)
  }
}

function readArticle(line: number, cells: Cells, seen: Set<string>): Row {
  const [id, title, slug] = [cells.id, cells.title, cells.slug].map((cell) => (cell ?? '').trim())
  if (!id) return { line, refused: 'no id' }
  if (!title) return { line, refused: 'no title' }
  const original = cells.html ?? ''
  if (textOfHtml(original) === '') return { line, refused: 'no text' }
  const language = languageOf(cells.locale ?? '') ?? 'en'
  const tidy = tidyArticle(original, language)
  const topics = listOf(cells.topics)
  const category = categoryOf(topics[0] ?? '')
  const article: ArticleRecord = {
    type: 'article',
    id,
    slug: slug || undefined,
    title,
    summary: cells.summary?.trim().slice(0, 2000) || undefined,
    body: tidy.html,
    format: 'html',
    original,
    language,
    category: category?.id,
    // The export has no dates; the time of the import is the honest one.
    created_at: '-PT0M',
    old_paths: slug ? oldPaths(slug, cells) : undefined,
    tags: topics.slice(1),
  }
  const before: ImportRecord[] = category && !seen.has(category.id) ? [category] : []
  if (category) seen.add(category.id)
  return { line, records: [...before, article], changes: changesOf(tidy, original) }
}

function changesOf({ pictures, olderPassages }: TidyArticle, original: string): string[] {
  return [
    ...(pictures > 0 ? ['pictures that did not come with the file are named in words'] : []),
    ...(/<iframe\b/i.test(original) ? ['embedded video became a link'] : []),
    ...(olderPassages > 0 ? ['passages for older versions left out (staff see the original)'] : []),
  ]
}

function oldPaths(slug: string, cells: Cells): string[] {
  const url = cells.url ?? ''
  const path = URL.canParse(url) ? new URL(url).pathname : undefined
  return [...new Set([path, `/kb/${slug}`])].filter((one) => one !== undefined && !/[?#\s]/.test(one)) as string[]
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) && url.startsWith('http') ? new URL(url).origin : undefined
}

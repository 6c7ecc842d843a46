/** From what an author wrote to the columns of a row: HTML made once, contents, language, slug, and what it is found by. */
import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import { weighted } from '../db/full-text.ts'
import { detectLanguage } from '../text/detect-language.ts'
import { RENDERER_VERSION, renderArticle } from '../text/markdown.ts'
import { plainText } from '../text/plain.ts'
import { slugOf } from '../text/slug.ts'

/** Longest texts taken, in characters; that of the source is what the Markdown parser is trusted with. */
export const TITLE_MAX = 200
export const SUMMARY_MAX = 500
export const SOURCE_MAX = 150_000

export type Written = {
  title: string
  summary: string
  source: string /** Detected where it is not given. */
  language?: string | undefined
}

/** The texts come cleaned (see text/clean). */
export function composeArticle({ title, summary, source, ...given }: Written, siteUrl: string) {
  const plain = plainText(source)
  const language = given.language ?? detectLanguage(`${title}\n${summary}\n${plain}`)
  const { html, contents } = renderArticle(source, { siteUrl })
  return {
    title,
    summary,
    source,
    language,
    html,
    html_version: RENDERER_VERSION,
    contents: JSON.stringify(contents),
    slug: slugOf(title, language),
    search: articleVector({ title, summary, plain, language }),
  }
}

/** The value of `articles.search`: title over summary over text. */
export function articleVector(text: {
  title: string
  summary: string
  plain: string
  language: string
}): RawBuilder<string> {
  const { language } = text
  return sql<string>`${weighted(language, text.title, 'A')} || ${weighted(language, text.summary, 'B')} || ${weighted(language, text.plain, 'C')}`
}

/** From what a person typed to what is stored: HTML made once, language, slug, extract, and the hash that finds repeats. */
import { createHash } from 'node:crypto'
import { detectLanguage } from '../text/detect-language.ts'
import { excerpt } from '../text/excerpt.ts'
import { RENDERER_VERSION, renderMarkdown } from '../text/markdown.ts'
import { plainText } from '../text/plain.ts'
import { slugOf } from '../text/slug.ts'

/** Longest texts taken, in characters. */
export const TITLE_MAX = 200
export const TEXT_MAX = 50_000
export const NAME_MAX = 60

/** Extracts stand in lists and descriptions; longer than either shows, so that each can cut its own. */
const EXCERPT_MAX = 300

export type Author = {
  byStaff: boolean
  siteUrl: string /** Known, or else detected. */
  language?: string | undefined
}

export type ReplyText = {
  source: string
  html: string
  html_version: number
  language: string
  text_hash: Buffer
}
export type TicketText = ReplyText & { title: string; slug: string; excerpt: string }

/** `source` is Markdown, already cleaned (see text/clean). */
export function composeReplyText(source: string, { byStaff, siteUrl, language }: Author): ReplyText {
  return {
    source,
    html: renderMarkdown(source, { author: byStaff ? 'staff' : 'visitor', siteUrl }),
    html_version: RENDERER_VERSION,
    language: language ?? detectLanguage(plainText(source)),
    text_hash: textHash(source),
  }
}

export function composeTicketText(title: string, source: string, author: Author): TicketText {
  const plain = plainText(source)
  const language = author.language ?? detectLanguage(`${title}\n${plain}`)
  return {
    ...composeReplyText(source, { ...author, language }),
    text_hash: textHash(`${title}\n${source}`),
    title,
    slug: slugOf(title, language),
    excerpt: excerpt(plain, EXCERPT_MAX),
  }
}

/** Two texts that differ in case, space or punctuation only have the same hash. */
export function textHash(text: string): Buffer {
  const folded = text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return createHash('sha256').update(folded).digest()
}

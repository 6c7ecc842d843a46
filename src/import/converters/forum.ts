/** What the three exports of a support forum (questions, articles, replies of staff) have in common. */
import type { CategoryRecord } from '../format.ts'
import { readMoment } from '../moments.ts'

/** One name for the three files, so that a reply finds its question and a category is not made twice. */
export const forumSource = 'support-forum'

/** "en-US" → "en": search, direction and catalogues know languages, not countries. */
export function languageOf(locale: string): string | undefined {
  return /^[a-z]{2,3}(?=-|$)/.exec(locale.trim().toLowerCase())?.[0]
}

/** "fix-problems" → a category named "Fix problems". */
export function categoryOf(topic: string): CategoryRecord | undefined {
  const words = topic.trim().replaceAll('-', ' ')
  if (words === '') return undefined
  const name = words.charAt(0).toUpperCase() + words.slice(1)
  return { type: 'category', id: topic.trim(), slug: topic.trim(), names: { en: name } }
}

export function listOf(cell: string | undefined): string[] {
  return (cell ?? '').split(';').flatMap((part) => part.trim() || [])
}

/** Text without markup, for what must not be empty and for titles; paragraphs and line breaks stay line breaks. */
export function textOfHtml(html: string): string {
  return html
    .replace(/<(?:br|\/p|\/div|\/li|\/h\d|\/blockquote|\/pre)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&nbsp;|&#160;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/[^\S\n]+/g, ' ')
    .trim()
}

/** The row's date, or the moment of the import where it has none that can be read. */
export function dateOf(cell: string | undefined, changes: string[], column: string): string {
  const date = readMoment(cell ?? '')
  if (date) return date
  changes.push(`${column} is no date: the time of the import stands in its place`)
  return '-PT0M'
}

/** From the text of a line to what a row keeps: Markdown with our addresses in it, HTML, plain text, language. */
import { cleanLine, cleanText } from '../../text/clean.ts'
import { detectLanguage } from '../../text/detect-language.ts'
import { htmlToMarkdown } from '../../text/html-to-markdown.ts'
import { anchorName } from '../../text/markdown-walk.ts'
import { TITLE_MAX } from '../../tickets/writing.ts'
import { pictureWords } from '../converters/pictures.ts'
import { hrefsIn, isRelative, keyOf, type Reference, type References, referenceIn, type Target } from './references.ts'

export type Textual = { body: string; format: 'markdown' | 'html'; original?: string; language?: string }

export type Prepared = {
  source: string
  language: string
  /** Given HTML as it came, for staff; undefined where the text was Markdown. */
  original: string | undefined
  /** Links whose target is not imported (yet): plain text for now. */
  unmet: string[]
  changes: string[]
}

export function referencesOf(text: Textual, scope: References): Reference[] {
  return hrefsIn(text.body, text.format).flatMap((href) => referenceIn(href, scope) ?? [])
}

export function prepareText(
  text: Textual,
  scope: References,
  targets: ReadonlyMap<string, Target>,
  title = '',
): Prepared {
  const unmet: string[] = []
  const changes: string[] = []
  const language = text.language ? languageOf(text.language) : undefined
  const link = (href: string): string | null => {
    const reference = referenceIn(href, scope)
    const target = reference && targets.get(keyOf(reference))
    if (target) return target.url + fragmentOf(href)
    // An absolute link to an old page that was not imported still leads there.
    if ((reference && !/^https?:/i.test(href)) || isRelative(href)) {
      unmet.push(href)
      return null
    }
    return href
  }
  const image = (src: string, alt: string): string => {
    if (/^https?:\/\//i.test(src)) return `[${pictureWords(alt, language, false).replace(/[[\]]/g, '')}](${src})`
    changes.push('picture that is not in the file named in words')
    return pictureWords(alt, language, true)
  }
  const raw = text.format === 'html' ? htmlToMarkdown(text.body, { link, image }) : withOurLinks(text.body, link)
  const source = cleanText(raw).trim()
  if (!text.body.isWellFormed() || text.body.includes('\0')) changes.push('characters that cannot be stored left out')
  return {
    source,
    language: language ?? detectLanguage(`${title}\n${source}`.slice(0, 2000)),
    original: text.format === 'html' ? cleanText(text.original ?? text.body) : undefined,
    unmet,
    changes,
  }
}

// In Markdown only what is surely meant is touched: earshot: links, and old addresses that are known.
function withOurLinks(markdown: string, link: (href: string) => string | null): string {
  return markdown.replace(
    /\[([^[\]]{0,500})\]\(((?:earshot:|\/|https?:)[^)\s]{1,2000})\)/g,
    (whole, words: string, href: string) => {
      const url = link(href)
      if (url === href) return whole
      return url === null ? words : `[${words}](${url})`
    },
  )
}

// The wiki's anchors are its headings behind a w_; ours are made of the same headings. Any other would lead nowhere.
function fragmentOf(href: string): string {
  const fragment = href.split('#')[1] ?? ''
  if (fragment.startsWith('h-')) return `#${fragment}`
  return fragment.startsWith('w_') ? `#${anchorName(fragment.slice(2).replaceAll('_', ' '))}` : ''
}

export const languageOf = (code: string): string => code.toLowerCase().split('-')[0] ?? code

/** A title of one line that fits; one that does not is cut, and stands whole before the text. */
export function prepareTitle(title: string, source: string, changes: string[]): { title: string; source: string } {
  const line = cleanLine(title)
  if (line.length <= TITLE_MAX) return { title: line, source }
  changes.push(`title longer than ${TITLE_MAX} characters: cut, the whole stands before the text`)
  const cut = line.slice(0, TITLE_MAX - 1).replace(/\s+\S*$/, '')
  return { title: `${cut}…`, source: `${line}\n\n${source}` }
}

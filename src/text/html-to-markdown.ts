import TurndownService from 'turndown'
import { cleanText } from './clean.ts'
import { inlineRules } from './html-inline-rules.ts'
import { linkRules } from './html-link-rules.ts'
import type { HtmlNode } from './html-node.ts'
import { nodesOf } from './html-nodes.ts'
import { blockRules } from './html-rules.ts'
import { escapeMarkdown } from './markdown-escape.ts'

export type HtmlToMarkdownOptions = {
  /** What relative addresses in the page are relative to. */
  baseUrl?: string
  /** Another address for a link, or null for its text alone. Given absolute where `baseUrl` makes it so. */
  link?: (href: string) => string | null
  /** Markdown for a picture: `![alt](src)`, a link, or ''. */
  image?: (src: string, alt: string) => string
}

/** Over this the words are taken and the mark-up is not; the longest of 4300 real pages has 56 000 characters. */
const LONGEST = 1_000_000

/** The converter is quadratic in how deep elements are nested: 20 000 <div>s in each other take 40 s, 200 under 0.1 s. */
const DEEPEST = 200

/** It is in runs of these too (100 kB take 18 s); mail programs write dozens to move a word to the right. */
const HARD_SPACES = /(?:(?:&nbsp;|\u00a0)[ \t\n]*){20,}/gi

/**
 * A page's or mail's HTML as the Markdown that our renderer shows the same: however broken, never throws; tables become
 * GFM tables, `<div class="note">` callouts, code fences. Left out: scripts, forms, a `#toc` table of contents (articles
 * get one of their headings). For importing, where an original is kept (DECISIONS 17): some 5 ms a page.
 */
export function htmlToMarkdown(html: string, options: HtmlToMarkdownOptions = {}): string {
  // These stand between the cells of a table while it is converted.
  const clean = cleanText(html)
    .replace(/[\ue000-\ue002]/g, '')
    .replace(HARD_SPACES, '\u00a0 ')
  if (clean.length > LONGEST || isTooDeep(clean)) return wordsOf(clean)
  try {
    return tidy(serviceFor(clean, options).turndown(clean))
  } catch (error) {
    // Thousands of elements inside each other; both the converter and its parser recurse.
    if (error instanceof RangeError) return wordsOf(clean)
    throw error
  }
}

function serviceFor(html: string, options: HtmlToMarkdownOptions): TurndownService {
  const service = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    hr: '---',
    bulletListMarker: '-',
  })
  service.escape = escapeMarkdown
  for (const [at, rule] of [...blockRules, ...linkRules(html, options), ...inlineRules].entries()) {
    service.addRule(String(at), {
      // turndown's nodes are typed as a browser's; ours say what is used of them.
      filter: (node) => rule.applies(node as unknown as HtmlNode),
      replacement: (content, node) => rule.convert(content, node as unknown as HtmlNode),
    })
  }
  return service
}

/** Elements left open count, except those that the next of their kind closes. */
function isTooDeep(html: string): boolean {
  let depth = 0
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z\d]*)/gi)) {
    if (CLOSED_BY_OTHERS.has(name.toLowerCase())) continue
    depth = Math.max(0, depth + (slash ? -1 : 1))
    if (depth > DEEPEST) return true
  }
  return false
}

const CLOSED_BY_OTHERS = new Set('p li dt dd tr td th tbody thead option br img hr input link meta col wbr'.split(' '))

function tidy(markdown: string): string {
  return (
    markdown
      .split('\n')
      // Two spaces at the end are a line break, one is left from an element.
      .map((line) => (line.trim() === '' ? '' : line.replace(/(\S) $/, '$1')))
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  )
}

/** All text of a page, escaped, block after block. */
function wordsOf(html: string): string {
  const texts = [...nodesOf(html)].map((node) => (node.nodeName === '#text' ? (node.value ?? '').trim() : ''))
  return texts
    .filter((text) => text !== '')
    .map(escapeMarkdown)
    .join('\n\n')
}

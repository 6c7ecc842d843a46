import { cleanText } from './clean.ts'
import { escapeHtml } from './escape.ts'
import { onlyAllowed } from './markdown-allowed.ts'
import { blocks } from './markdown-html.ts'
import { withTokens } from './markdown-tokens.ts'
import { type Heading, walkOver } from './markdown-walk.ts'
import { marksAsHtml } from './marks.ts'

// The only maker of Html. House rule 7: whatever a template prints raw comes out of a function of this file.

declare const safe: unique symbol
/** HTML that may be printed as it stands. */
export type Html = string & { readonly [safe]: true }
export type { Heading }

/**
 * Raised by one whenever the same source gives other HTML than before; rows rendered by an older one are rendered anew
 * by a job (DECISIONS 17).
 */
export const RENDERER_VERSION = 1

/**
 * A ticket's or reply's Markdown as HTML. A single line end is a line break, HTML is shown as typed, headings begin at
 * h2, links of visitors to other sites carry `ugc nofollow`, only pictures under `/files/` of our own site are shown,
 * others are links. `siteUrl` is SITE_URL, absolute; links into it come out as paths.
 *
 * Text that would overburden the parser (markdown-guard.ts; over 20 000 characters) comes out as plain text. Made for
 * the moment of writing: up to some 0.1 s, never at each view.
 */
export function renderMarkdown(source: string, options: { author: 'visitor' | 'staff'; siteUrl: string }): Html {
  return render(source, { dialect: 'post', ...options }).html
}

/**
 * An article's Markdown as HTML and the headings for its table of contents, in order. As `renderMarkdown`, but a single
 * line end is a space, headings have anchors, `> [!NOTE]`, `[!TIP]` and `[!WARNING]` are callouts, and the text may be
 * 100 000 characters long.
 */
export function renderArticle(source: string, options: { siteUrl: string }): { html: Html; contents: Heading[] } {
  return render(source, { dialect: 'article', author: 'staff', ...options })
}

/** A long address named once and linked to from each word made 4.5 MB of 20 kB; real texts grow by half. */
const MOST_GROWTH = 25

type About = Parameters<typeof walkOver>[1]

function render(written: string, about: About): { html: Html; contents: Heading[] } {
  // Once more: a control character would not be HTML, and not everything that is rendered came through a form.
  const source = cleanText(written)
  const rendered = withTokens(source, about.dialect, (tokens) => {
    const walk = walkOver(tokens, about)
    const html = blocks(tokens, walk)
    if (html.length > MOST_GROWTH * source.length + 10_000) return undefined
    return { html: onlyAllowed(html) as Html, contents: walk.notes.contents }
  })
  return rendered ?? { html: escapeToHtml(source), contents: [] }
}

/** Plain text as HTML: paragraphs between blank lines, line breaks, each paragraph with the direction of its words. */
export function escapeToHtml(text: string): Html {
  const paragraphs = cleanText(text)
    .split(/\n(?:[ \t]*\n)+/)
    .filter((paragraph) => paragraph.trim() !== '')
  const html = paragraphs.map((paragraph) => `<p dir="auto">${lines(paragraph)}</p>\n`)
  return html.join('') as Html
}

function lines(paragraph: string): string {
  return marksAsHtml(escapeHtml(paragraph.replace(/^\n|\n$/g, ''))).replaceAll('\n', '<br>\n')
}

/**
 * The same HTML with every link turned into its text, followed by the address in parentheses where that says something
 * else: for posts nobody has looked at yet, which must not lend their links our readers or our name. Takes only HTML
 * of this file, in which links are closed, never nested, and write href first.
 */
export function inertLinks(html: Html): Html {
  return html.replace(
    /<a (?:class="anchor" )?href="([^"]*)"[^>]*>(.*?)<\/a>/gs,
    (_link, href: string, text: string) => {
      const shown = text.replace(/<[^>]*>/g, '').trim()
      const same = [href, href.replace(/^(?:https?:\/\/|mailto:)/, ''), href.replace(/\/$/, '')].includes(shown)
      return same || href.startsWith('#') ? text : `${text} (${href})`
    },
  ) as Html
}

const HIT = /\ue000([^\ue000\ue001]*)\ue001/g

/**
 * An extract out of `ts_headline`, which passes HTML through (burns.md 2.3), as HTML. Its hits stand between U+E000 and
 * U+E001 (StartSel, StopSel) and become `<mark>`; every other character of the private-use areas is dropped, and so is
 * one of these two without its partner.
 */
export function markedExtract(headline: string): Html {
  const text = headline.toWellFormed().replace(/(?![\ue000\ue001])\p{Co}/gu, '')
  return escapeHtml(text)
    .replace(HIT, '<mark>$1</mark>')
    .replace(/[\ue000\ue001]/g, '') as Html
}

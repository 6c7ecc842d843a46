import type { HtmlNode } from './html-node.ts'
import { nodesOf, nodesUnder, type ParsedNode } from './html-nodes.ts'
import { named, type Rule } from './html-rules.ts'
import type { HtmlToMarkdownOptions } from './html-to-markdown.ts'
import { anchorName } from './markdown-walk.ts'

/** Links and pictures, whose addresses the importer may change. `html` is the whole page, for links inside it. */
export function linkRules(html: string, options: HtmlToMarkdownOptions): Rule[] {
  const anchors = anchorsOf(html)
  return [
    { applies: named('A'), convert: (content, node) => linkOf(content, node, anchors, options) },
    { applies: named('IMG'), convert: (_content, node) => pictureOf(node, options) },
  ]
}

function linkOf(content: string, node: HtmlNode, anchors: Map<string, string>, options: HtmlToMarkdownOptions): string {
  const text = content.trim()
  const address = (node.getAttribute('href') ?? '').trim()
  if (text === '' || text.includes('\n\n') || address === '') return content
  if (address.startsWith('#')) {
    const anchor = anchors.get(address.slice(1))
    return anchor ? `[${text}](#${encodeURIComponent(anchor)})` : content
  }
  const url = URL.parse(address, options.baseUrl)
  const href = options.link ? options.link(url?.href ?? address) : (url?.href ?? address)
  // Asked of what comes back: an importer may know what an address of its own kind leads to.
  const protocol = href === null ? '' : (URL.parse(href)?.protocol ?? 'https:')
  if (href === null || !['http:', 'https:', 'mailto:'].includes(protocol)) return content
  if (node.textContent.trim() === href && url) return `<${href}>`
  // "wow![more](…)" would be a picture.
  const gap = node.previousSibling?.textContent.endsWith('!') ? ' ' : ''
  return `${gap}[${text}](${inParentheses(href)})`
}

function pictureOf(node: HtmlNode, options: HtmlToMarkdownOptions): string {
  // Pages that load pictures late keep the real address elsewhere.
  const address = ['data-original-src', 'data-src', 'src'].map((name) => node.getAttribute(name)).find(Boolean) ?? ''
  const alt = (node.getAttribute('alt') ?? '').replace(/\s+/g, ' ').trim()
  const url = URL.parse(address, options.baseUrl)
  const src = url?.href ?? address
  if (options.image) return options.image(src, alt)
  if (src === '' || (url && url.protocol !== 'http:' && url.protocol !== 'https:')) return alt
  return `![${alt.replace(/[[\]\\]/g, '\\$&')}](${inParentheses(src)})`
}

/** An address between the parentheses of a link, where a space or a parenthesis would end it. */
function inParentheses(href: string): string {
  return href.replace(/[()\s<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

/** The ids of a page's headings and the anchors our renderer will give them. */
function anchorsOf(html: string): Map<string, string> {
  const anchors = new Map<string, string>()
  if (!html.includes('"#')) return anchors
  for (const node of nodesOf(html)) {
    const id = /^h[1-6]$/.test(node.nodeName) ? node.attrs?.find(({ name }) => name === 'id')?.value : undefined
    if (id) anchors.set(id, anchorName(wordsIn(node)))
  }
  return anchors
}

function wordsIn(node: ParsedNode): string {
  return [...nodesUnder(node)].map((inner) => inner.value ?? '').join('')
}

import { beside, type HtmlNode, hasClass, isInside } from './html-node.ts'
import { cell, ROW, table } from './html-table.ts'

/** A kind of element and the Markdown that stands for it; `content` is the Markdown of what is inside it. */
export type Rule = { applies: (node: HtmlNode) => boolean; convert: (content: string, node: HtmlNode) => string }

export const named =
  (...names: string[]) =>
  (node: HtmlNode) =>
    names.includes(node.nodeName)

const DROPPED = named('SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'TITLE', 'svg', 'SELECT', 'INPUT', 'TEXTAREA')

/** Elements with lines of their own. What is in a table's cell stays on one line, so some rules ask where they are. */
export const blockRules: Rule[] = [
  { applies: named('H1', 'H2', 'H3', 'H4', 'H5', 'H6'), convert: heading },
  { applies: named('LI'), convert: item },
  { applies: named('BR'), convert: lineBreak },
  { applies: named('PRE'), convert: blockOfCode },
  { applies: (node) => node.nodeName === 'DIV' && hasClass(node, 'note', 'tip', 'warning'), convert: callout },
  { applies: named('IFRAME'), convert: frame },
  { applies: named('TD', 'TH'), convert: cellOf },
  { applies: named('TR'), convert: (content) => content + ROW },
  { applies: named('THEAD', 'TBODY', 'TFOOT'), convert: (content) => content },
  { applies: named('CAPTION'), convert: (content) => cell(content, false, null) + ROW },
  { applies: named('TABLE'), convert: (content) => `\n\n${table(content)}\n\n` },
  // A table of contents is made anew from the headings.
  { applies: (node) => DROPPED(node) || node.getAttribute('id') === 'toc', convert: () => '' },
]

function heading(content: string, node: HtmlNode): string {
  const line = content.replace(/\s+/g, ' ').trim()
  const bold = /^\*\*([^*]+)\*\*$/.exec(line)
  const text = bold?.[1] ?? line
  if (text === '') return ''
  if (isInside(node, 'TD', 'TH')) return `**${text}** `
  return `\n\n${'#'.repeat(Number(node.nodeName.charAt(1)))} ${text}\n\n`
}

/** Items converted so far of each list; turndown goes through them in order. */
const numbers = new WeakMap<HtmlNode, number>()

function item(content: string, node: HtmlNode): string {
  const marker = node.parentNode?.nodeName === 'OL' ? `${numberIn(node.parentNode)}. ` : '- '
  const text = content.trim().replace(/\n(?!\n)/g, `\n${' '.repeat(marker.length)}`)
  return `${marker}${text}\n`
}

function numberIn(list: HtmlNode): number {
  const start = Number.parseInt(list.getAttribute('start') ?? '1', 10)
  const number = (numbers.get(list) ?? (start >= 0 && start < 1e9 ? start : 1) - 1) + 1
  numbers.set(list, number)
  return number
}

function cellOf(content: string, node: HtmlNode): string {
  return cell(content, node.nodeName === 'TH', node.getAttribute('colspan'))
}

/** One <br> is a line break, two or more are the end of a paragraph, and the last of a block is nothing. */
function lineBreak(_content: string, node: HtmlNode): string {
  const next = beside(node, 'nextSibling')
  const previous = beside(node, 'previousSibling')
  if (!next || next.nodeName === 'BR') return previous?.nodeName === 'BR' ? '' : next ? '\n\n' : ''
  return previous?.nodeName === 'BR' ? '\n\n' : '  \n'
}

function blockOfCode(content: string, node: HtmlNode): string {
  const code = node.textContent.replace(/^\n|\n+$/g, '')
  if (code.trim() === '') return ''
  if (isProse(code)) return `\n\n${content.trim().replace(/\s*\n\s*/g, '  \n')}\n\n`
  const first = node.childNodes[0]
  const named = first?.nodeName === 'CODE' ? (first.getAttribute('class') ?? '') : ''
  const language = /(?:^|\s)language-([\w+#-]+)/.exec(named)?.[1] ?? ''
  const longest = Math.max(2, ...(code.match(/`{3,}/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `\n\n${fence}${language}\n${withoutMargin(code)}\n${fence}\n\n`
}

/** The indent that all lines share belongs to the page it comes from. */
function withoutMargin(code: string): string {
  const lines = code.split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/[^ ]/))
  const margin = indents.reduce((least, indent) => Math.min(least, indent), indents[0] ?? 0)
  return lines.map((line) => line.slice(margin)).join('\n')
}

/** Wikis make a <pre> of a sentence that somebody began with a space; it would run off to the side. */
function isProse(code: string): boolean {
  const words = code.match(/\p{L}{2,}/gu) ?? []
  return words.length > 8 && /\p{L}[.,?!](?:\s|$)/u.test(code) && !/[{}<>=;$|\\`#@]|\S {3,}\S|\w\(|\d:\d/.test(code)
}

function callout(content: string, node: HtmlNode): string {
  const text = content.trim()
  if (text === '' || isInside(node, 'TD', 'TH')) return content
  const kind = hasClass(node, 'warning') ? 'WARNING' : hasClass(node, 'tip') ? 'TIP' : 'NOTE'
  const quoted = text.split('\n').map((line) => (line === '' ? '>' : `> ${line}`))
  return `\n\n> [!${kind}]\n${quoted.join('\n')}\n\n`
}

/** A film or a map inside a page becomes its address; a film's own page, not the bare player. */
function frame(_content: string, node: HtmlNode): string {
  const url = URL.parse(node.getAttribute('src') ?? '', 'https://invalid.invalid')
  if (!url?.protocol.startsWith('http') || url.host === 'invalid.invalid') return ''
  const film = /^www\.youtube(?:-nocookie)?\.com$/.test(url.host) && /^\/embed\/([\w-]+)$/.exec(url.pathname)
  return `\n\n<${film ? `https://www.youtube.com/watch?v=${film[1]}` : url.href}>\n\n`
}

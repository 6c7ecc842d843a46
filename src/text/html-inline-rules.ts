import { emphasis } from './html-emphasis.ts'
import { beside, type HtmlNode, hasClass, isInside } from './html-node.ts'
import { named, type Rule } from './html-rules.ts'
import { platformWords } from './platform-words.ts'

/** Menus, buttons and keys are set in bold, as help texts everywhere do. */
const isBold = (node: HtmlNode) => named('STRONG', 'B', 'KBD')(node) || hasClass(node, 'menu', 'button', 'key')
const isItalic = named('EM', 'I')
const isStruck = named('DEL', 'S', 'STRIKE')
const isFor = (node: HtmlNode) => hasClass(node, 'for')

/** Elements inside a line. */
export const inlineRules: Rule[] = [
  { applies: isBold, convert: (content, node) => emphasis('**', isBold, content, node) },
  { applies: isItalic, convert: (content, node) => emphasis('*', isItalic, content, node) },
  { applies: isStruck, convert: (content, node) => emphasis('~~', isStruck, content, node) },
  { applies: (node) => named('CODE', 'SAMP', 'TT')(node) || hasClass(node, 'filepath', 'pref'), convert: code },
  { applies: isFor, convert: forSome },
]

function code(content: string, node: HtmlNode): string {
  const text = node.textContent.replace(/\s+/g, ' ').trim()
  if (/<(?:pre|img|p|div)[\s>]/i.test(node.innerHTML) || isInside(node, 'PRE', 'CODE')) return content
  if (text === '') return ''
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const space = longest > 0 ? ' ' : ''
  return `${fence}${space}${text}${space}${fence}`
}

/**
 * A part for some systems only says for which: short words in a sentence behind them ("Settings (Windows, Linux) /
 * Preferences (macOS)"), sentences, pictures and blocks in front.
 */
function forSome(content: string, node: HtmlNode): string {
  const text = content.trim()
  const platforms = platformWords(node.getAttribute('data-for') ?? '')
  if (text === '' || platforms === '') return content
  const announcement = `**${platforms.charAt(0).toUpperCase()}${platforms.slice(1)}:**`.replace('MacOS', 'macOS')
  if (node.nodeName === 'DIV' || text.includes('\n\n')) return `\n\n${announced(text, announcement, platforms)}\n\n`
  const words = node.textContent.trim()
  if (words.length > 80 || /^$|[.!?:]$/.test(words)) return `${announcement} ${text} `
  const following = beside(node, 'nextSibling')
  return `${text} (${platforms})${following && isFor(following) ? ' / ' : ''}`
}

/** Under the heading that a block begins with, not above it: there it would end the section before. */
function announced(text: string, announcement: string, platforms: string): string {
  const heading = /^#{1,6} .*/.exec(text)?.[0]
  if (heading === undefined) return `${announcement}\n\n${text}`
  return heading.includes(platforms) ? text : `${heading}\n\n${announcement}${text.slice(heading.length)}`
}

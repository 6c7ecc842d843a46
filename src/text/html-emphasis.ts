import type { HtmlNode } from './html-node.ts'

const LEADING = /^[,.;:!?…»”’]+\s*/
const TRAILING = /(?:\\?[,.;:!?…»”’])+$/
const LETTER_FIRST = /^[\p{L}\p{N}]/u
const LETTER_LAST = /[\p{L}\p{N}]$/u

/**
 * Emphasised words between two `mark`s (`**`, `*`, `~~`).
 *
 * CommonMark takes a mark only where a word begins or ends: in "**Note:**text" and "word**, more**" the stars would
 * show, a sign inside and a letter right outside. There the sign goes outside, and where that is not enough (a link or
 * code at the edge, emphasis right behind emphasis) a space comes between. Emphasis inside the same emphasis, and around
 * whole blocks, is left out. `same` tells elements of this emphasis.
 */
export function emphasis(mark: string, same: (node: HtmlNode) => boolean, content: string, node: HtmlNode): string {
  const inner = content.trim()
  if (inner === '' || content.includes('\n\n') || isInsideSame(node, same)) return content
  const { previousSibling: previous, nextSibling: next } = node
  const letterBefore = previous !== null && LETTER_LAST.test(previous.textContent)
  const letterAfter = next !== null && LETTER_FIRST.test(next.textContent)
  const before = letterBefore ? (LEADING.exec(inner)?.[0] ?? '') : ''
  const rest = inner.slice(before.length)
  const after = letterAfter ? (TRAILING.exec(rest)?.[0] ?? '') : ''
  const text = rest.slice(0, rest.length - after.length).trim()
  if (text === '') return content
  const gapBefore = before === '' && letterBefore && !LETTER_FIRST.test(text) ? ' ' : ''
  const gapAfter =
    after === '' && next && ((letterAfter && !LETTER_LAST.test(text)) || beginsWith(next, same)) ? ' ' : ''
  return `${gapBefore}${before}${mark}${text}${mark}${after}${gapAfter}`
}

function isInsideSame(node: HtmlNode, same: (node: HtmlNode) => boolean): boolean {
  for (let up = node.parentNode; up; up = up.parentNode) if (same(up)) return true
  return false
}

function beginsWith(node: HtmlNode, same: (node: HtmlNode) => boolean): boolean {
  for (let first: HtmlNode | undefined = node; first; first = first.childNodes[0]) if (same(first)) return true
  return false
}

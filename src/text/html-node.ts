/** What the converter's rules ask of a node; turndown's own types are those of a browser, which this is not. */
export type HtmlNode = {
  nodeName: string
  nodeType: number
  textContent: string
  innerHTML: string
  parentNode: HtmlNode | null
  previousSibling: HtmlNode | null
  nextSibling: HtmlNode | null
  childNodes: ArrayLike<HtmlNode>
  getAttribute: (name: string) => string | null
}

const ELEMENT = 1
const TEXT = 3

export function hasClass(node: HtmlNode, ...names: string[]): boolean {
  const own = node.nodeType === ELEMENT ? (node.getAttribute('class') ?? '').split(/\s+/) : []
  return names.some((name) => own.includes(name))
}

export function isInside(node: HtmlNode, ...nodeNames: string[]): boolean {
  for (let up = node.parentNode; up; up = up.parentNode) if (nodeNames.includes(up.nodeName)) return true
  return false
}

/** The next node that is not white space, and the one before. */
export function beside(node: HtmlNode, side: 'previousSibling' | 'nextSibling'): HtmlNode | null {
  let next = node[side]
  while (next && next.nodeType === TEXT && next.textContent.trim() === '') next = next[side]
  return next
}

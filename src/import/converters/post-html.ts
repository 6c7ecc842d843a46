/**
 * Posts of the forum: its editor linked every word with a dot in it ("Gmail.hu", and each add-on of a crash report) and
 * ran pasted logs together into one paragraph.
 */
import { type DefaultTreeAdapterTypes, html, parseFragment, serialize, defaultTreeAdapter as tree } from 'parse5'

type Element = DefaultTreeAdapterTypes.Element
type Parent = DefaultTreeAdapterTypes.ParentNode
type Work = { bareLinks: number; logs: number }

export type TidyPost = { html: string; changes: string[] }

export function tidyPost(source: string): TidyPost {
  const root = parseFragment(source)
  const work: Work = { bareLinks: 0, logs: 0 }
  tidyChildren(root, work)
  const changes = [
    ...(work.bareLinks > 0 ? ['words the forum had linked by itself are text again'] : []),
    ...(work.logs > 0 ? ['a pasted log is set as code, a line for each entry'] : []),
  ]
  return { html: changes.length > 0 ? serialize(root) : source, changes }
}

function tidyChildren(parent: Parent, work: Work): void {
  for (const node of [...parent.childNodes]) {
    if (!tree.isElementNode(node)) continue
    if (isBareLink(node)) {
      work.bareLinks += 1
      tree.insertTextBefore(parent, textOf(node), node)
      tree.detachNode(node)
      continue
    }
    tidyChildren(node, work)
    if (node.tagName === 'p' && isLog(textOf(node))) {
      work.logs += 1
      replaceByCode(node)
    }
  }
}

/** `<a href="http://Gmail.hu">Gmail.hu</a>`: nobody typed an address. */
function isBareLink(element: Element): boolean {
  if (element.tagName !== 'a') return false
  const href = element.attrs.find(({ name }) => name === 'href')?.value ?? ''
  return href === `http://${textOf(element)}`
}

/** "BuildID: 2023 CrashTime: 1675": entries of a log whose line ends are lost. */
const entry = /\s+(?=[A-Z][A-Za-z]+[A-Z][A-Za-z]*: )/g
const fewestEntries = 8
/** No word of a language is as long; addresses may be longer before anything is wrong with them. */
const longestWord = 300
const longestAddress = 1200

function isLog(text: string): boolean {
  if ((text.match(entry)?.length ?? 0) >= fewestEntries) return true
  return text.split(/\s+/).some((word) => word.length > (word.startsWith('http') ? longestAddress : longestWord))
}

function replaceByCode(paragraph: Element): void {
  const code = tree.createElement('pre', html.NS.HTML, [])
  tree.insertText(code, textOf(paragraph).trim().replace(entry, '\n'))
  if (paragraph.parentNode) tree.insertBefore(paragraph.parentNode, code, paragraph)
  tree.detachNode(paragraph)
}

function textOf(node: DefaultTreeAdapterTypes.ChildNode | Parent): string {
  if ('value' in node) return node.value
  if ('tagName' in node && node.tagName === 'br') return '\n'
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

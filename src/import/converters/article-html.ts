/**
 * The help articles are a wiki's pages. Most of their markup is understood when HTML becomes Markdown (text/); here
 * goes what only this source means: passages for older versions, and pictures that did not come with the file.
 */
import { type DefaultTreeAdapterTypes, html, parseFragment, serialize, defaultTreeAdapter as tree } from 'parse5'
import { pictureWords } from './pictures.ts'

type Element = DefaultTreeAdapterTypes.Element
type Parent = DefaultTreeAdapterTypes.ParentNode

type Work = { language: string; pictures: number; olderPassages: number }

export type TidyArticle = { html: string; pictures: number; olderPassages: number }

/** `language` is the article's own: the words put in for pictures are in it. */
export function tidyArticle(source: string, language: string): TidyArticle {
  const root = parseFragment(source)
  const work: Work = { language, pictures: 0, olderPassages: 0 }
  tidyChildren(root, work)
  return { html: serialize(root), pictures: work.pictures, olderPassages: work.olderPassages }
}

function tidyChildren(parent: Parent, work: Work): void {
  for (const node of [...parent.childNodes]) {
    if (!tree.isElementNode(node)) continue
    const versions = versionsOf(node)
    if (versions === 'older') {
      work.olderPassages += 1
      tree.detachNode(node)
    } else if (node.tagName === 'img') replacePicture(node, work)
    else {
      // The newest text is the one shown, so it needs no "from version 60 on".
      if (versions === 'newest') node.attrs = node.attrs.filter(({ name }) => name !== 'class')
      tidyChildren(node, work)
    }
  }
}

/** "not tb60": only readers of a version before it need the passage. "tb60": everybody with that version or a later one. */
function versionsOf(element: Element): 'older' | 'newest' | undefined {
  if (!classesOf(element).includes('for')) return undefined
  const condition = attribute(element, 'data-for')
  if (/^not (?:tb|fx|m)\d+$/.test(condition)) return 'older'
  return /^(?:(?:tb|fx|m)\d+,?)+$/.test(condition) ? 'newest' : undefined
}

function replacePicture(image: Element, work: Work): void {
  const parent = image.parentNode
  // Gone already: it was one of a row counted at its first.
  if (!parent) return
  const row = sameAndNext(image)
  work.pictures += row.length
  const classes = tree.isElementNode(parent) ? classesOf(parent) : []
  const rest = textOf(blockOf(parent)).replace(/[\s()]/g, '')
  const isIconOfNamedButton = textOf(parent).trim() !== '' && (classes.includes('button') || classes.includes('menu'))
  if (!isIconOfNamedButton) {
    const inline = rest !== '' && !(tree.isElementNode(parent) && parent.tagName === 'dt')
    const words = tree.createElement('em', html.NS.HTML, [])
    tree.insertText(words, pictureWords(attribute(image, 'alt'), work.language, inline))
    tree.insertBefore(parent, words, image)
    // How many stars in a row is what a table of ratings says.
    if (row.length > 1) tree.insertTextBefore(parent, ` × ${row.length}`, image)
  }
  for (const picture of row) tree.detachNode(picture)
}

/** The paragraph, item or cell it stands in: that tells whether it interrupts a sentence. */
function blockOf(parent: Parent): Parent {
  const isInline = tree.isElementNode(parent) && ['a', 'b', 'em', 'i', 'span', 'strong'].includes(parent.tagName)
  return isInline && parent.parentNode ? blockOf(parent.parentNode) : parent
}

// The picture and those right behind it with the same words.
function sameAndNext(image: Element): Element[] {
  const siblings = image.parentNode?.childNodes ?? []
  const row: Element[] = []
  for (const node of siblings.slice(siblings.indexOf(image))) {
    const isSame =
      tree.isElementNode(node) && node.tagName === 'img' && attribute(node, 'alt') === attribute(image, 'alt')
    if (isSame) row.push(node)
    else if (!tree.isTextNode(node) || node.value.trim() !== '') break
  }
  return row
}

const classesOf = (element: Element): string[] => attribute(element, 'class').split(/\s+/)

function attribute(element: Element, name: string): string {
  return element.attrs.find((attr) => attr.name === name)?.value ?? ''
}

function textOf(node: DefaultTreeAdapterTypes.ChildNode | Parent): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

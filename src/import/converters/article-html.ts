/**
 * The markup of the help articles is a wiki's: menus and keys in classed spans, passages meant for one system or one
 * version (`for`), a table of contents, pictures that are loaded later. Here it becomes plain HTML that says the same
 * in words, so that the Markdown made of it reads well without the wiki's style sheet and scripts.
 */
import { type DefaultTreeAdapterTypes, html, parseFragment, serialize, defaultTreeAdapter as tree } from 'parse5'
import { audienceOf } from './article-audience.ts'
import { pictureWords } from './pictures.ts'

type Node = DefaultTreeAdapterTypes.ChildNode
type Element = DefaultTreeAdapterTypes.Element
type Parent = DefaultTreeAdapterTypes.ParentNode

export type TidyArticle = { html: string; pictures: number; videos: number; olderPassages: number }

const plainTag: Record<string, string> = {
  key: 'kbd',
  menu: 'strong',
  button: 'strong',
  filepath: 'code',
  pref: 'code',
}

type Work = { language: string; lowerHeadings: boolean; pictures: number; videos: number; olderPassages: number }

/** `language` is the article's own: the words put in for pictures are in it. */
export function tidyArticle(source: string, language: string): TidyArticle {
  const root = parseFragment(source)
  const lowerHeadings = has(root, (element) => element.tagName === 'h1')
  const work: Work = { language, lowerHeadings, pictures: 0, videos: 0, olderPassages: 0 }
  tidyChildren(root, work)
  const { pictures, videos, olderPassages } = work
  return { html: serialize(root), pictures, videos, olderPassages }
}

function tidyChildren(parent: Parent, work: Work): void {
  for (const node of [...parent.childNodes]) {
    if (!tree.isElementNode(node)) continue
    const names = classesOf(node)
    if (attribute(node, 'id') === 'toc') tree.detachNode(node)
    else if (node.tagName === 'img') replacePicture(node, work)
    else if (node.tagName === 'iframe') replaceVideo(node, work)
    else if (names.includes('for') && audienceOf(attribute(node, 'data-for')).isOlder) {
      work.olderPassages += 1
      tree.detachNode(node)
    } else {
      tidyChildren(node, work)
      rename(node, names, work.lowerHeadings)
      if (names.includes('for')) sayWhoFor(node)
    }
  }
}

function rename(element: Element, names: string[], lowerHeadings: boolean): void {
  const plain = names.map((name) => plainTag[name]).find((tag) => tag !== undefined)
  if (element.tagName === 'span' && plain) setTag(element, plain)
  // A page has one h1, its title; the wiki's articles begin at h1 themselves.
  const heading = /^h([1-5])$/.exec(element.tagName)
  if (heading && lowerHeadings) setTag(element, `h${Number(heading[1]) + 1}`)
  // The wiki's editor made definition lists of everything indented; without a term they are paragraphs.
  const isIndent = element.tagName === 'dl' && !has(element, (inner) => inner.tagName === 'dd')
  if (isIndent) {
    setTag(element, 'div')
    for (const child of element.childNodes) if (tree.isElementNode(child) && child.tagName === 'dt') setTag(child, 'p')
  }
}

/** "Options" for Windows beside "Preferences" for the rest becomes "Options (Windows) / Preferences (macOS, Linux)". */
function sayWhoFor(element: Element): void {
  const { label } = audienceOf(attribute(element, 'data-for'))
  if (label === '') return
  if (element.tagName === 'div') {
    const paragraph = element_('p', [element_('strong', [text_(`${label}:`)])])
    const first = element.childNodes.find((child) => tree.isElementNode(child))
    const saysSo =
      first !== undefined &&
      tree.isElementNode(first) &&
      /^h\d$/.test(first.tagName) &&
      textOf(first).toLowerCase().includes(label.slice(0, 3).toLowerCase())
    if (!saysSo) prepend(element, paragraph)
    return
  }
  if (textOf(element).trim() === '') return
  tree.insertText(element, ` (${label})`)
  if (follows(element)) prepend(element, text_(' / '))
}

// True when another passage of the kind stands right before this one.
function follows(element: Element): boolean {
  const siblings = element.parentNode?.childNodes ?? []
  const before = siblings
    .slice(0, siblings.indexOf(element))
    .findLast((node) => !tree.isTextNode(node) || node.value.trim() !== '')
  return before !== undefined && tree.isElementNode(before) && classesOf(before).includes('for')
}

function replacePicture(image: Element, work: Work): void {
  const parent = image.parentNode
  // Gone already: it was one of a row counted at its first.
  if (!parent) return
  const row = sameAndNext(image)
  work.pictures += row.length
  const rest = textOf(parent).replace(/[\s()]/g, '')
  const classes = tree.isElementNode(parent) ? classesOf(parent) : []
  const isIconOfNamedButton = rest !== '' && (classes.includes('button') || classes.includes('menu'))
  if (!isIconOfNamedButton) {
    const inline = rest !== '' && !(tree.isElementNode(parent) && parent.tagName === 'dt')
    const words = pictureWords(attribute(image, 'alt'), work.language, inline)
    // How many stars in a row is what a table of ratings says.
    const times = row.length > 1 ? ` × ${row.length}` : ''
    tree.insertBefore(parent, element_('em', [text_(words)]), image)
    tree.insertBefore(parent, text_(times), image)
  }
  for (const picture of row) tree.detachNode(picture)
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

function replaceVideo(frame: Element, work: Work): void {
  const id = /^(?:https?:)?\/\/(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/([\w-]{6,20})/.exec(
    attribute(frame, 'src'),
  )?.[1]
  work.videos += 1
  const parent = frame.parentNode
  if (!parent) return
  if (id) {
    const url = `https://www.youtube.com/watch?v=${id}`
    const link = element_('a', [text_(url)], [{ name: 'href', value: url }])
    tree.insertBefore(parent, element_('p', [link]), frame)
  }
  tree.detachNode(frame)
}

const classesOf = (element: Element): string[] => attribute(element, 'class').split(/\s+/)

function attribute(element: Element, name: string): string {
  return element.attrs.find((attr) => attr.name === name)?.value ?? ''
}

function has(parent: Parent, test: (element: Element) => boolean): boolean {
  return parent.childNodes.some((node) => tree.isElementNode(node) && (test(node) || has(node, test)))
}

function textOf(node: Node | Parent): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

function setTag(element: Element, tag: string): void {
  element.tagName = tag
  element.nodeName = tag
}

function prepend(parent: Element, node: Node): void {
  const first = parent.childNodes[0]
  if (first) tree.insertBefore(parent, node, first)
  else tree.appendChild(parent, node)
}

function element_(tag: string, children: Node[], attrs: { name: string; value: string }[] = []): Element {
  const element = tree.createElement(tag, html.NS.HTML, attrs)
  for (const child of children) tree.appendChild(element, child)
  return element
}

function text_(value: string): DefaultTreeAdapterTypes.TextNode {
  const holder = tree.createDocumentFragment()
  tree.insertText(holder, value)
  const node = holder.childNodes[0] as DefaultTreeAdapterTypes.TextNode
  tree.detachNode(node)
  return node
}

/** What a browser would make of a page: its forms with everything they would send. */
import { type DefaultTreeAdapterTypes, parse } from 'parse5'

type Element = DefaultTreeAdapterTypes.Element
type Node = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.Document

export type PageForm = { action: string; method: string; fields: Record<string, string> }

const attribute = (element: Element, name: string) => element.attrs.find((one) => one.name === name)?.value

function* elementsIn(node: Node): Generator<Element> {
  if ('tagName' in node) yield node
  if ('childNodes' in node) for (const child of node.childNodes) yield* elementsIn(child)
}

function textOf(node: Node): string {
  if ('value' in node && node.nodeName === '#text') return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

/** Every form of the page, with the fields as they stand (no button pressed, no file chosen). */
export function formsOf(html: string): PageForm[] {
  return [...elementsIn(parse(html))]
    .filter(({ tagName }) => tagName === 'form')
    .map((form) => ({
      action: attribute(form, 'action') ?? '',
      method: attribute(form, 'method') ?? 'get',
      fields: Object.fromEntries([...elementsIn(form)].flatMap((element) => fieldOf(element) ?? [])),
    }))
}

/** The page's form that posts to this path; throws when there is none. */
export function formTo(html: string, action: string): PageForm {
  const form = formsOf(html).find((one) => one.action === action && one.method === 'post')
  if (!form) throw new Error(`the page has no form that posts to ${action}`)
  return form
}

/** Every address the page points at: links, sources, actions. */
export function addressesIn(html: string): string[] {
  return [...elementsIn(parse(html))].flatMap((element) =>
    ['href', 'src', 'action', 'srcset', 'data', 'poster'].flatMap((name) => attribute(element, name) ?? []),
  )
}

function fieldOf(element: Element): [string, string][] | undefined {
  const name = attribute(element, 'name')
  if (!name) return undefined
  if (element.tagName === 'textarea') return [[name, textOf(element)]]
  if (element.tagName === 'select') {
    const options = [...elementsIn(element)].filter(({ tagName }) => tagName === 'option')
    const chosen = options.find((option) => attribute(option, 'selected') !== undefined) ?? options[0]
    return chosen ? [[name, attribute(chosen, 'value') ?? textOf(chosen)]] : undefined
  }
  if (element.tagName !== 'input') return undefined
  const type = attribute(element, 'type') ?? 'text'
  if (type === 'submit' || type === 'file') return undefined
  if ((type === 'radio' || type === 'checkbox') && attribute(element, 'checked') === undefined) return undefined
  return [[name, attribute(element, 'value') ?? (type === 'checkbox' ? 'on' : '')]]
}

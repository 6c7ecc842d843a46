import { parseFragment } from 'parse5'

/** A node of parse5's tree, as far as it is looked at here. `nodeName` is in small letters. */
export type ParsedNode = {
  nodeName: string
  value?: string
  attrs?: { name: string; value: string }[]
  childNodes?: ParsedNode[]
}

/** Every node of a page in its order; without recursion, so that no page is too deep for it. */
export function nodesOf(html: string): Generator<ParsedNode> {
  return nodesUnder(parseFragment(html))
}

/** The node itself and all in it. */
export function* nodesUnder(root: ParsedNode): Generator<ParsedNode> {
  const open = [root]
  for (let node = open.pop(); node; node = open.pop()) {
    yield node
    for (const child of [...(node.childNodes ?? [])].reverse()) open.push(child)
  }
}

import { type DefaultTreeAdapterTypes, parseFragment, serialize } from 'parse5'
import { describe, expect, test } from 'vitest'
import { type Html, inertLinks, renderArticle, renderMarkdown } from '../../src/text/markdown.ts'
import { attacks } from './attacks.ts'

type Node = DefaultTreeAdapterTypes.ChildNode

const siteUrl = 'https://desk.example'
const TAGS = new Set(
  'p br hr h2 h3 h4 h5 h6 blockquote pre code span div ul ol li table thead tbody tr th td a img strong em del'.split(
    ' ',
  ),
)
const ATTRIBUTES = new Set('dir class id href rel src alt loading start scope tabindex'.split(' '))

function* elementsOf(nodes: Node[]): Generator<DefaultTreeAdapterTypes.Element> {
  for (const node of nodes) {
    if (!('tagName' in node)) continue
    yield node
    yield* elementsOf(node.childNodes)
  }
}

/** What a browser would find wrong in it. */
function faults(html: string): string[] {
  const found: string[] = []
  for (const { tagName, attrs, parentNode } of elementsOf(parseFragment(html).childNodes)) {
    if (!TAGS.has(tagName)) found.push(`<${tagName}>`)
    for (const { name, value } of attrs) {
      if (!ATTRIBUTES.has(name)) found.push(`${tagName} ${name}`)
      if (name === 'href' && !/^(?:https?:\/\/|mailto:|\/(?!\/)|#)/.test(value)) found.push(`href ${value}`)
      if (name === 'href' && /^https?:\/\/[^/]*@/.test(value)) found.push(`password in ${value}`)
      if (name === 'src' && !/^\/files\/(?!.*\.\.\/)/.test(value)) found.push(`src ${value}`)
      if (name === 'href' && tagName === 'a' && isInLink(parentNode)) found.push('a link in a link')
    }
    const href = attrs.find(({ name }) => name === 'href')?.value ?? ''
    const rel = attrs.find(({ name }) => name === 'rel')?.value
    if (/^https?:/.test(href) && !rel?.includes('noopener')) found.push(`no rel on ${href}`)
  }
  return found
}

function isInLink(node: unknown): boolean {
  for (let up = node as Node | null; up && 'tagName' in up; up = up.parentNode as Node | null)
    if (up.tagName === 'a') return true
  return false
}

/** Closed and nested as written: a parser that mends what it reads gives back the same. */
function isWhole(html: string): boolean {
  const same = (text: string) => text.replace(/ \/>/g, '>').replace(/&nbsp;|\u00a0/g, ' ')
  return same(serialize(parseFragment(html))) === same(html)
}

const renderings: [string, (source: string) => Html][] = [
  ['a visitor', (source) => renderMarkdown(source, { author: 'visitor', siteUrl })],
  ['staff', (source) => renderMarkdown(source, { author: 'staff', siteUrl })],
  ['an article', (source) => renderArticle(source, { siteUrl }).html],
  ['a post nobody has reviewed', (source) => inertLinks(renderMarkdown(source, { author: 'visitor', siteUrl }))],
]

describe.each(renderings)('what %s writes', (_who, render) => {
  test.each(attacks)('runs nothing and loads nothing: %j', (attack) => {
    expect(faults(render(attack))).toEqual([])
  })

  test('is whole HTML, also with something before and behind it', () => {
    const broken = attacks.flatMap((attack) =>
      [attack, `- x ${attack}\n\n> y`, `**${attack}**\n\n${attack}`].filter((text) => !isWhole(render(text))),
    )
    expect(broken).toEqual([])
  })
})

test('the corpus is worth its name: a renderer that trusts its input fails on most of it', () => {
  expect(attacks.length).toBeGreaterThan(60)
  expect(attacks.filter((attack) => faults(attack).length > 0).length).toBeGreaterThan(25)
})

test('links of posts nobody has reviewed are gone, their addresses still to be read', () => {
  const links = (source: string) => inertLinks(renderMarkdown(source, { author: 'visitor', siteUrl }))
  expect(links('[cheap pills](https://evil.example/a?b=1&c=2) <https://evil.example/> a@b.example')).toBe(
    '<p dir="auto">cheap pills (https://evil.example/a?b=1&amp;c=2) https://evil.example/ a@b.example</p>\n',
  )
  expect(attacks.filter((attack) => links(attack).includes('<a '))).toEqual([])
})

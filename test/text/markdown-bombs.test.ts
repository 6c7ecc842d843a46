import { describe, expect, test } from 'vitest'
import { renderArticle, renderMarkdown } from '../../src/text/markdown.ts'
import { plainText } from '../../src/text/plain.ts'

const siteUrl = 'https://desk.example'

/** Pieces that, repeated, made marked or highlight.js quadratic or recursive, or the HTML many times the text. */
const pieces = [
  ...['> ', '>', '1. ', '- ', '* ', '> - ', '- > ', '- a\n  - b\n', '- a\n', '1. a\n', '> a\n', 'a\n-\n', 'a\n=\n'],
  ...['a.', 'a.a@', '@', '_a__b', '*a', '**a', '*a**', 'a_', '~a', '~~a', '*_', '* a', '`', '`a', '``', '\\', '\\`'],
  ...['[', '![', '[a](', '[a]', '[a]:', '[](', '![](', '[a](b)', '![a](b)', '[a](b "', '](', '(', '<', '<a ', '<!--'],
  ...['<http://a>', 'http://a', 'www.a ', '&', '&#', '#', '# a\n', '|', '|a|\n', '|a|\n|-|\n', 'a|b\n-|-\n', '---\n'],
  ...['```\n', '```a\n```\n', '    a\n', '\t', ' ', '\n', 'a\n\n', 'a  \n', '日', '😀', '\u0301', '\u202e', 'a', '"'],
]

/** Pieces as one word, in lines, in paragraphs, in a quote and in a list. */
const layouts: [string, (text: string) => string][] = [
  ['in one line', (text) => text],
  ['in lines', (text) => text.replace(/([\s\S]{60})/g, '$1\n')],
  ['in paragraphs', (text) => text.replace(/([\s\S]{900})/g, '$1\n\n')],
  ['in a quote', (text) => text.replace(/([\s\S]{60})/g, '$1\n').replace(/^/gm, '> ')],
  ['in a list', (text) => text.replace(/([\s\S]{60})/g, '$1\n').replace(/^/gm, '- ')],
]

const filled = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
const slowest = (texts: string[], render: (text: string) => string) => {
  let worst = { ms: 0, text: '', growth: 0 }
  for (const text of texts) {
    const start = performance.now()
    const html = render(text)
    const ms = performance.now() - start
    if (ms > worst.ms) worst = { ms, text: text.slice(0, 20), growth: html.length / text.length }
    expect(html.length).toBeLessThan(40 * text.length + 10_000)
  }
  return worst
}

// The bound is generous, for a busy machine: on a quiet one the slowest takes under 0.1 s. Without the guard several of
// these take 4 s and more, or overflow the stack.
const BOUND = 2000

describe.each(layouts)('a bomb laid out %s', (_name, layout) => {
  test.each([20_000, 100_000])('of %d characters stops nobody', (length) => {
    const texts = pieces.map((piece) => layout(filled(piece, length)).slice(0, length))
    expect(slowest(texts, (text) => renderMarkdown(text, { author: 'visitor', siteUrl })).ms).toBeLessThan(BOUND)
  })

  test('is no danger to search, which reads it as plain text', () => {
    expect(
      slowest(
        pieces.map((piece) => layout(filled(piece, 20_000))),
        plainText,
      ).ms,
    ).toBeLessThan(BOUND)
  })
})

test.each([
  ['nested quotes', '> '.repeat(2000)],
  ['nested lists', '1. '.repeat(1400)],
  ['a deep indent', `${' '.repeat(200)}- a`],
  ['an endless word', 'a.'.repeat(5000)],
  ['too many signs', '*a '.repeat(3500)],
  ['a table of many columns and rows', `${'a|'.repeat(60)}\n${'-|'.repeat(60)}\n${'x\n'.repeat(1000)}`],
  ['very long text', 'word '.repeat(10_000)],
])('%s come out as the text they were typed as', (_name, source) => {
  const html = renderMarkdown(source, { author: 'visitor', siteUrl })
  expect(html).toMatch(/^<p dir="auto">/)
  expect(html).not.toMatch(/<(?:blockquote|ol|ul|table|em)>/)
  const text = html.replace(/<[^>]*>/g, '').replaceAll('&gt;', '>')
  expect(text.replace(/\s+/g, ' ').trim()).toBe(source.replace(/\s+/g, ' ').trim())
})

test('a table within reason is a table, and a line of dashes or a quote of a quote is no bomb', () => {
  const source = `${'-'.repeat(400)}\n\n> > > a\n\n| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(100)}`
  const html = renderMarkdown(source, { author: 'visitor', siteUrl })
  expect(html).toContain('<hr')
  expect(html.match(/<blockquote/g)).toHaveLength(3)
  expect(html.match(/<tr>/g)).toHaveLength(101)
})

test('a long address named once and linked to a thousand times does not fill the page', () => {
  const source = `[a]: https://e.example/${'b'.repeat(1000)}\n\n${'[a] '.repeat(900)}`
  expect(renderMarkdown(source, { author: 'visitor', siteUrl }).length).toBeLessThan(300_000)
})

test('signs inside code are not counted: a log of 15 kB in a fence is shown as code', () => {
  const log = '[12:00:01] *** <module> (a_b) | [x](y) ***\n'.repeat(350)
  expect(renderMarkdown(`Look:\n\n\`\`\`\n${log}\`\`\``, { author: 'visitor', siteUrl })).toContain('<pre dir="ltr"')
})

test.each(['js', 'php', 'cpp', 'ruby', 'ini', 'csharp', 'yaml', 'sql', 'html', 'python'])(
  'code in %s made to slow the highlighter does not',
  (language) => {
    const texts = ['a', 'A', '\n', 'a b ', 'a.', '(', '"', '${', '<a ', '/*'].flatMap((piece) =>
      [200, 60].map((width) => {
        const code = filled(piece, 19_000).replace(new RegExp(`([\\s\\S]{${width}})`, 'g'), '$1\n')
        return `\`\`\`${language}\n${code.slice(0, 5900)}\n\`\`\`\n\n\`\`\`${language}\n${code.slice(0, 12_000)}\n\`\`\``
      }),
    )
    expect(slowest(texts, (text) => renderMarkdown(text, { author: 'visitor', siteUrl })).ms).toBeLessThan(BOUND)
  },
)

test('an article of 90 kB is rendered whole', () => {
  const sentence = 'Press **Start** and wait for [the light](/kb/1). '
  const section = `## A step\n\n${sentence.repeat(4)}\n\n- one\n- two\n\n`
  const { html, contents } = renderArticle(section.repeat(390), { siteUrl })
  expect(contents).toHaveLength(390)
  expect(new Set(contents.map(({ id }) => id)).size).toBe(contents.length)
  expect(html).toContain('<h2 id="h-a-step-2"')
})

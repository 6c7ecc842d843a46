import { describe, expect, test } from 'vitest'
import { escapeToHtml, markedExtract, renderArticle, renderMarkdown } from '../../src/text/markdown.ts'

const siteUrl = 'https://desk.example'
const post = (source: string) => renderMarkdown(source, { author: 'visitor', siteUrl })
const article = (source: string) => renderArticle(source, { siteUrl })

describe('a post', () => {
  test('keeps the line ends it was typed with', () => {
    expect(post('one\ntwo\n\nthree')).toBe('<p dir="auto">one<br />\ntwo</p>\n<p dir="auto">three</p>\n')
  })

  test('shows HTML as it was typed, and Markdown between its tags still works', () => {
    expect(post('<config a="1">\n**b**\n</config>')).toBe(
      '<p dir="auto">&lt;config a="1"&gt;<br />\n<strong>b</strong><br />\n&lt;/config&gt;</p>\n',
    )
  })

  test('shows characters written as entities, and code as it stands', () => {
    expect(post('&copy; AT&T &lt;b> `&amp;`')).toContain('© AT&amp;T &lt;b&gt; <code dir="ltr">&amp;amp;</code>')
  })

  test('does not become a heading by a line of dashes under it, as people close letters', () => {
    expect(post('Thanks\n---\nAnna')).toBe('<p dir="auto">Thanks</p>\n<hr />\n<p dir="auto">Anna</p>\n')
  })

  test('has headings from h2 on without a gap, so that the title stays the only h1', () => {
    const levels = (source: string) => [...post(source).matchAll(/<h(\d)/g)].map((match) => match[1]).join('')
    expect(levels('# a\n## b\n# c')).toBe('232')
    expect(levels('### a\n###### b\n## c')).toBe('232')
    expect(levels('# a\n###### b\n###### c\n###### d\n###### e\n###### f')).toBe('234566')
  })

  test('gives each block the direction of its own words, and code none', () => {
    const html = post('مرحبا\n\n> اقتباس\n\n- بند\n\n`code`\n\n```\nx\n```')
    expect(html).toContain('<p dir="auto">مرحبا')
    expect(html).toContain('<blockquote dir="auto">\n<p>اقتباس')
    expect(html).toContain('<li dir="auto">بند')
    expect(html).toContain('<code dir="ltr">code')
    expect(html).toContain('<pre dir="ltr"')
  })

  test('has tables in a box that scrolls, and task lists with boxes nobody needs a label for', () => {
    const html = post('| a | b |\n|:--|--:|\n| 1 | 2 |\n\n- [x] done\n- [ ] open')
    expect(html).toMatch(/^<div class="scroll" tabindex="0">\n<table>/)
    expect(html).toContain('<th scope="col" class="end" dir="auto">b</th>')
    expect(html).toContain('<li class="task" dir="auto">☑ done</li>\n<li class="task" dir="auto">☐ open</li>')
  })

  test('has no empty head on a table without headings', () => {
    expect(post('|  |  |\n|---|---|\n| 1 | 2 |')).not.toContain('<thead>')
  })

  test('colours code in a known language, and shows it plain in others or when it is long', () => {
    expect(post('```js\nconst a = 1\n```')).toContain('<span class="hljs-keyword">const</span>')
    expect(post('```C#\nclass A {}\n```')).toContain('hljs-keyword')
    expect(post('```klingon\nconst a = 1\n```')).toContain('<code>const a = 1</code>')
    expect(post(`\`\`\`js\n${'const a = 1\n'.repeat(700)}\`\`\``)).not.toContain('hljs')
  })
})

describe('a link', () => {
  test('of a visitor to another site is followed by no search engine; staff vouch for theirs', () => {
    const source = '[x](https://other.example/a?b=1&c=2)'
    expect(post(source)).toContain('<a href="https://other.example/a?b=1&amp;c=2" rel="ugc nofollow noopener">x</a>')
    expect(renderMarkdown(source, { author: 'staff', siteUrl })).toContain('rel="noopener">x</a>')
  })

  test('into our own site is a path, without rel, whether written relative or whole', () => {
    for (const address of ['/kb/5-keys#top', 'https://desk.example/kb/5-keys#top', 'kb/5-keys#top'])
      expect(post(`[x](${address})`)).toContain('<a href="/kb/5-keys#top">x</a>')
  })

  test('to another port or scheme of our host is not our site', () => {
    expect(post('[x](http://desk.example:8080/a)')).toContain('rel="ugc nofollow noopener"')
  })

  test('written bare is one, an underscore or closing bracket after it is not part of it', () => {
    expect(post('see (https://a.example/b_c) and www.b.example, or mail a_b@c.example')).toBe(
      '<p dir="auto">see (<a href="https://a.example/b_c" rel="ugc nofollow noopener">https://a.example/b_c</a>) ' +
        'and <a href="http://www.b.example/" rel="ugc nofollow noopener">www.b.example</a>, ' +
        'or mail <a href="mailto:a_b@c.example">a_b@c.example</a></p>\n',
    )
  })

  test('that must not be one is its text, one without text shows its address', () => {
    expect(post('[x](javascript:alert(1))')).toBe('<p dir="auto">x</p>\n')
    expect(post('[](https://a.example/)')).toContain('>https://a.example/</a>')
    expect(post(`[x](https://a.example/${'a'.repeat(1180)})`)).not.toContain('<a ')
  })
})

describe('a picture', () => {
  test('that we keep is shown, with its description', () => {
    expect(post('![the *error*](/files/7/shot.png)')).toContain(
      '<img src="/files/7/shot.png" alt="the error" loading="lazy" />',
    )
    expect(post('![a](https://desk.example/files/7)')).toContain('src="/files/7"')
  })

  test('of another site is a link, so that it cannot count who reads', () => {
    expect(post('![a shot](https://other.example/a.png)')).toContain(
      '<a href="https://other.example/a.png" rel="ugc nofollow noopener">a shot</a>',
    )
  })
})

describe('an article', () => {
  test('has a table of contents whose anchors are its headings, in any language, told apart when alike', () => {
    const { html, contents } = article('# Один & **два**\n\n## Step\n\n## Step\n\n### مفتاح\n\n#### deep\n\n# 🔥')
    expect(contents).toEqual([
      { level: 2, id: 'h-один-два', text: 'Один & два' },
      { level: 3, id: 'h-step', text: 'Step' },
      { level: 3, id: 'h-step-2', text: 'Step' },
      { level: 2, id: 'h-', text: '🔥' },
    ])
    for (const { id } of contents) expect(html).toContain(` id="${id}"`)
    expect(html).toContain(`<a class="anchor" href="#h-${encodeURIComponent('один-два')}">`)
  })

  test('keeps an anchor when other headings come and go', () => {
    const anchors = (source: string) => article(source).contents.map(({ id }) => id)
    expect(anchors('# a\n\n# b')).toContain(anchors('# b')[0])
  })

  test('joins its lines', () => {
    expect(article('one\ntwo').html).toBe('<p dir="auto">one\ntwo</p>\n')
  })

  test('has callouts, which a post has not', () => {
    expect(article('> [!WARNING]\n> Hot').html).toBe('<div class="callout warning" dir="auto">\n<p>Hot</p>\n</div>\n')
    expect(article('> [!TIP]\n>\n> - a').html).toContain('<div class="callout tip"')
    expect(article('> [!IMPORTANT]\n> x').html).toContain('<div class="callout note"')
    expect(article('> [!OTHER]\n> x').html).toContain('<blockquote')
    expect(post('> [!NOTE]\n> x')).toContain('<blockquote')
  })
})

test('plain text is paragraphs and lines, every sign of HTML escaped', () => {
  expect(escapeToHtml('a <b>\n&amp;\n\n \n"c"\u0000')).toBe(
    '<p dir="auto">a &lt;b&gt;<br>\n&amp;amp;</p>\n<p dir="auto">&quot;c&quot;</p>\n',
  )
})

describe('an extract of a search', () => {
  test('marks what was found', () => {
    expect(markedExtract('change the \ue000key\ue001 and \ue000keys\ue001')).toBe(
      'change the <mark>key</mark> and <mark>keys</mark>',
    )
  })

  test.each([
    ['<img src=x onerror=alert(1)> \ue000key\ue001', '&lt;img src=x onerror=alert(1)&gt; <mark>key</mark>'],
    ['\ue000<script>\ue001', '<mark>&lt;script&gt;</mark>'],
    ['\ue000a', 'a'],
    ['a\ue001', 'a'],
    ['\ue001a\ue000', 'a'],
    ['\ue000a\ue000b\ue001c\ue001', 'a<mark>b</mark>c'],
    ['\ue000\ue001', '<mark></mark>'],
    ['\ue002<mark>\uf8ff"\u{f0000}', '&lt;mark&gt;&quot;'],
    ['a\ud800b', 'a\ufffdb'],
  ])('is whole HTML whatever the text holds: %j', (headline, html) => {
    expect(markedExtract(headline)).toBe(html)
  })
})

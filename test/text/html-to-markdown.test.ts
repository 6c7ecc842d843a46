import { describe, expect, test } from 'vitest'
import { htmlToMarkdown } from '../../src/text/html-to-markdown.ts'
import { renderArticle, renderMarkdown } from '../../src/text/markdown.ts'

/** The HTML of a page after its way through Markdown and our renderer, as a reader sees it. */
const through = (html: string) =>
  renderMarkdown(htmlToMarkdown(html), { author: 'staff', siteUrl: 'https://desk.example' })

describe('a page becomes Markdown that', () => {
  test.each([
    ['<h1>A</h1><p>b <strong>c</strong> <em>d</em></p>', '# A\n\nb **c** *d*'],
    ['<p>a<br>b<br><br>c<br></p>', 'a  \nb\n\nc'],
    ['<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul>', '- a\n  - b\n- c\n\n  d'],
    ['<ol start="3"><li>a</li><li>b<pre>x\ny</pre></li></ol>', '3. a\n4. b\n\n   ```\n   x\n   y\n   ```'],
    ['<pre><code class="language-js">let a\n</code></pre>', '```js\nlet a\n```'],
    ['<pre>  a ```b\n    c</pre>', '````\na ```b\n  c\n````'],
    ['<p><code>a`b</code> <kbd>Ctrl</kbd></p>', '`` a`b `` **Ctrl**'],
    ['<blockquote><p>a</p><p>b</p></blockquote>', '> a\n>\n> b'],
    ['<p>a &amp;lt; &lt;b&gt; &nbsp;c</p>', 'a \\&lt; <b> \u00a0c'],
    ['<h2><b>A</b></h2>', '## A'],
    ['<div class="note">Mind <b>this</b><p>and that</p></div>', '> [!NOTE]\n> Mind **this**\n>\n> and that'],
    ['<div class="warning">Hot</div>', '> [!WARNING]\n> Hot'],
    ['<s>a</s> <del>b</del>', '~~a~~ ~~b~~'],
    ['<iframe src="//www.youtube.com/embed/abc?rel=0"></iframe>', '<https://www.youtube.com/watch?v=abc>'],
    ['<script>alert(1)</script><style>a{}</style><p>x</p><!-- y -->', 'x'],
    ['', ''],
    ['<p> </p><div><br></div>', ''],
  ])('%s is %j', (html, markdown) => {
    expect(htmlToMarkdown(html)).toBe(markdown)
  })

  test('leaves out the old table of contents, and leads to the headings where they are now', () => {
    const html =
      '<div id="toc"><ul><li><a href="#w_a">A</a></li></ul></div><p>See <a href="#w_set-up">below</a>, ' +
      '<a href="#gone">not here</a>.</p><h1 id="w_set-up">Set <i>up</i></h1>'
    const markdown = htmlToMarkdown(html)
    expect(markdown).toBe('See [below](#h-set-up), not here.\n\n# Set *up*')
    const { html: shown, contents } = renderArticle(markdown, { siteUrl: 'https://desk.example' })
    expect(shown).toContain(`href="#${contents[0]?.id}"`)
  })

  test('says which part is for whom', () => {
    const select =
      'Open <span class="for" data-for="win,linux"><span class="menu">Settings</span></span>' +
      '<span class="for" data-for="mac"><span class="menu">Preferences</span></span> now'
    expect(htmlToMarkdown(`<p>${select}</p>`)).toBe('Open **Settings** (Windows, Linux) / **Preferences** (macOS) now')
    expect(htmlToMarkdown('<div class="for" data-for="not tb115"><p>Old</p></div>')).toBe(
      '**Before version 115:**\n\nOld',
    )
    expect(htmlToMarkdown('<div class="for" data-for="mac"><h1>Mail</h1><p>x</p></div>')).toBe(
      '# Mail\n\n**macOS:**\n\nx',
    )
    expect(htmlToMarkdown('<div class="for" data-for="constructor"><p>x</p></div>')).toBe('**Constructor:**\n\nx')
  })

  test('has tables as tables, and none where one column only set things apart', () => {
    expect(htmlToMarkdown('<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td>x<br>y</td></tr></table>')).toBe(
      '| a | b |\n| --- | --- |\n| 1\\|2 | x y |',
    )
    expect(htmlToMarkdown('<table><tr><td>1</td><td>2</td></tr><tr><td colspan="2">3</td></tr></table>')).toBe(
      '|  |  |\n| --- | --- |\n| 1 | 2 |\n| 3 |  |',
    )
    expect(
      htmlToMarkdown('<table><tr><td><b>a</b></td><td><b>b</b></td></tr><tr><td>1</td><td></td></tr></table>'),
    ).toBe('| a | b |\n| --- | --- |\n| 1 |  |')
    expect(htmlToMarkdown('<table><tr><td>a</td></tr><tr><td>b</td></tr></table>')).toBe('a\n\nb')
  })

  test('makes a paragraph of a sentence that a wiki took for code', () => {
    const sentence = 'I am using the newest version, and since last Monday it does not open any page at all.'
    expect(htmlToMarkdown(`<pre> ${sentence}</pre>`)).toBe(sentence)
    expect(htmlToMarkdown('<pre>sudo apt install thing</pre>')).toBe('```\nsudo apt install thing\n```')
  })
})

describe('addresses', () => {
  const baseUrl = 'https://old.example/en/kb/start'

  test('become whole, and may be changed or dropped by the importer', () => {
    const html = '<p><a href="/en/kb/other?a=(1)">o</a> <a href="//cdn.example/x">c</a></p>'
    expect(htmlToMarkdown(html, { baseUrl })).toBe(
      '[o](https://old.example/en/kb/other?a=%281%29) [c](https://cdn.example/x)',
    )
    const link = (href: string) => (href.startsWith('https://old.example/') ? '/kb/7-other' : null)
    expect(htmlToMarkdown(html, { baseUrl, link })).toBe('[o](/kb/7-other) c')
  })

  test('that equal their text are written once; bare ones are not broken by backslashes', () => {
    expect(htmlToMarkdown('<a href="https://a.example/b_c">https://a.example/b_c</a>')).toBe('<https://a.example/b_c>')
    expect(through('<p>https://a.example/_b_*c and _d_e@f.example</p>')).toContain('href="https://a.example/_b_*c"')
  })

  test('that run script are text', () => {
    expect(htmlToMarkdown('<a href="javascript:alert(1)">x</a> <a href="data:text/html,x">y</a>')).toBe('x y')
  })

  test('of pictures are those they will be loaded from, and the importer says what becomes of them', () => {
    const html = '<p>a<img src="/wait.gif" data-original-src="/real.png" alt="b [c]"></p>'
    expect(htmlToMarkdown(html, { baseUrl })).toBe('a![b \\[c\\]](https://old.example/real.png)')
    expect(htmlToMarkdown(html, { baseUrl, image: (src, alt) => `(${alt}: ${src})` })).toBe(
      'a(b [c]: https://old.example/real.png)',
    )
    expect(htmlToMarkdown('<img src="data:image/png;base64,AAAA" alt="inline">')).toBe('inline')
  })

  test('a link right after an exclamation mark is no picture', () => {
    expect(through('<p>Wow!<a href="https://a.example/">more</a></p>')).toContain('>more</a>')
  })
})

describe('words come through as they were', () => {
  test.each([
    '*not* _emphasis_ **at** ~~all~~ `no code`',
    '# no heading',
    '1. no list',
    '- no list',
    '> no quote',
    '[no](link) ![no](picture) [no]: https://def.example',
    'a\\*b C:\\new\\*dir \\',
    'snake_case_name __init__ 2*3*4',
    '<b>no tag</b> &amp; &lt; &#35;',
    '| no | table |',
    '---',
    '=====',
    '```',
    '~~~',
    '+1 for this',
  ])('%s', (text) => {
    const html = `<p>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`
    const shown = through(html)
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
    expect(shown.trim()).toBe(text)
  })

  test.each([
    ['<b>Note:</b>text', '<strong>Note</strong>:text'],
    ['word<b>, more</b> x', 'word, <strong>more</strong> x'],
    ['<b>a</b><b>b</b>', '<strong>a</strong> <strong>b</strong>'],
    ['<b><b>a</b></b>', '<strong>a</strong>'],
    ['T<b>e</b>xt', 'T<strong>e</strong>xt'],
    ['a<b> b </b>c', 'a <strong>b</strong> c'],
    ['<b>a <i>b</i></b>', '<strong>a <em>b</em></strong>'],
    ['<b><code>x</code></b>y', '<strong><code dir="ltr">x</code></strong> y'],
    ['<b></b>a<i> </i>b', 'a b'],
  ])('%s shows no stars', (html, shown) => {
    expect(through(`<p>${html}</p>`)).toBe(`<p dir="auto">${shown}</p>\n`)
  })

  test('emphasis around whole blocks is left out rather than shown as stars', () => {
    expect(through('<b><p>a</p><p>b</p></b>')).toBe('<p dir="auto">a</p>\n<p dir="auto">b</p>\n')
  })
})

describe('a broken page', () => {
  test.each([
    '<p>words<b>and <i>more</p></b> words',
    '</p></div></td>words',
    '<li>words',
    '<td>words</td>',
    '<table><p>words</table>',
    '<div <p>words',
    'words<',
    '<a href="x>words</a>',
    '<ul>words<p><li><ul>',
    'words &#xD800; &bogus; \u0000\ue000\ud800',
  ])('keeps its words: %j', (html) => {
    expect(htmlToMarkdown(`<p>words</p>${html}`)).toContain('words')
  })

  test.each([
    ['deep', '<div>'.repeat(50_000)],
    ['deep in lists', '<ul><li>'.repeat(10_000)],
    ['full of hard spaces', '&nbsp; '.repeat(20_000)],
    ['endless', '<p>x</p>'.repeat(200_000)],
  ])('%s takes no longer than a few seconds and keeps its words', (_how, html) => {
    const start = performance.now()
    expect(htmlToMarkdown(`${html}words`)).toContain('words')
    expect(performance.now() - start).toBeLessThan(8000)
  })
})

import { describe, expect, test } from 'vitest'
import { tidyArticle } from '../../src/import/converters/article-html.ts'

const tidy = (html: string) => tidyArticle(html, 'en').html
const picture = (alt: string) => `<img alt="${alt}" data-original-src="https://x.example/a.png" src="/placeholder.gif">`

describe("a wiki's article", () => {
  test('says which system a passage is for', () => {
    const html =
      'Open <span class="for" data-for="win">Options</span><span class="for" data-for="mac,linux">Preferences</span>.'
    expect(tidyArticle(html, 'en').html.replace(/<[^>]*>/g, '')).toBe(
      'Open Options (Windows) / Preferences (macOS, Linux).',
    )
  })

  test('names the system of a longer passage, unless its heading does', () => {
    expect(tidy('<div class="for" data-for="mac"><p>Hold it.</p></div>')).toContain(
      '<p><strong>macOS:</strong></p><p>Hold it.</p>',
    )
    expect(tidy('<div class="for" data-for="win"><h2>On Windows</h2></div>')).not.toContain('<strong>')
  })

  test('keeps what newer versions do and leaves out what older ones did', () => {
    const html =
      '<p>Press <span class="for" data-for="not tb60">Old</span><span class="for" data-for="tb60">New</span>.</p>'
    const tidied = tidyArticle(html, 'en')
    expect(tidied.html.replace(/<[^>]*>/g, '')).toBe('Press New.')
    expect(tidied.olderPassages).toBe(1)
  })

  test('loses its table of contents and begins below the title', () => {
    expect(tidy('<div id="toc"><h2>Contents</h2></div><h1>One</h1><h2>Two</h2>')).toBe('<h2>One</h2><h3>Two</h3>')
    expect(tidy('<h2>One</h2>')).toBe('<h2>One</h2>')
  })

  test('tells of pictures that did not come along, in words where there are any', () => {
    expect(tidy(`<p>${picture('Choose an account')}</p>`)).toContain('(picture not carried over: Choose an account)')
    expect(tidy(`<p>${picture('a3f81-1263.jpg')}</p>`)).toContain('(picture not carried over)')
    expect(tidy(`<p>Press the menu button ${picture('menu icon here')} now.</p>`)).toContain(
      '(picture: menu icon here)',
    )
    expect(tidy(`<p>Press <span class="button">${picture('gear')} Settings</span>.</p>`)).not.toContain('picture')
  })

  test('counts stars in a row', () => {
    const tidied = tidyArticle(`<td>x</td><p>${picture('one star').repeat(4)}</p>`, 'en')
    expect(tidied.html).toContain('</em> × 4')
    expect(tidied.pictures).toBe(4)
  })

  test('links a film instead of framing it', () => {
    expect(tidy('<iframe src="//www.youtube.com/embed/JXs_YE9QyUQ?rel=0"></iframe>')).toBe(
      '<p><a href="https://www.youtube.com/watch?v=JXs_YE9QyUQ">https://www.youtube.com/watch?v=JXs_YE9QyUQ</a></p>',
    )
    expect(tidy('<iframe src="https://evil.example/"></iframe>')).toBe('')
  })
})

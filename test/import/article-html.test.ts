import { describe, expect, test } from 'vitest'
import { tidyArticle } from '../../src/import/converters/article-html.ts'

const tidy = (html: string) => tidyArticle(html, 'en').html
const picture = (alt: string) => `<img alt="${alt}" data-original-src="https://x.example/a.png" src="/placeholder.gif">`

describe("a wiki's article", () => {
  test('keeps what newer versions do and leaves out what older ones did', () => {
    const html =
      '<p>Press <span class="for" data-for="not tb60">Old</span><span class="for" data-for="tb60">New</span>.</p>'
    const tidied = tidyArticle(html, 'en')
    expect(tidied.html).toBe('<p>Press <span data-for="tb60">New</span>.</p>')
    expect(tidied.olderPassages).toBe(1)
  })

  test('keeps what is for some systems, marked as it is', () => {
    const html = '<p>Open <span class="for" data-for="not mac">Options</span>.</p>'
    expect(tidy(html)).toBe(html)
  })

  test('tells of pictures that did not come along, in words where there are any', () => {
    expect(tidy(`<p>${picture('Choose an account')}</p>`)).toContain('(picture not carried over: Choose an account)')
    expect(tidy(`<p>${picture('a3f81-1263.jpg')}</p>`)).toContain('(picture not carried over)')
    expect(tidy(`<p>Press the menu button ${picture('menu icon here')} now.</p>`)).toContain(
      '(picture: menu icon here)',
    )
    expect(tidy(`<p>Press <span class="button">${picture('gear')} Settings</span>.</p>`)).not.toContain('picture')
  })

  test('says it in the language of the article', () => {
    expect(tidyArticle(`<p>${picture('')}</p>`, 'uk').html).toContain('(малюнок не перенесено)')
  })

  test('counts stars in a row', () => {
    const tidied = tidyArticle(`<p>${picture('one star').repeat(4)}</p>`, 'en')
    expect(tidied.html).toContain('</em> × 4')
    expect(tidied.pictures).toBe(4)
  })
})

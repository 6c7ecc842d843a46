import { expect, test } from 'vitest'
import { tidyPost } from '../../src/import/converters/post-html.ts'

test('a word that the forum had linked by itself is text again, a link somebody made stays', () => {
  expect(tidyPost('<p>At <a href="http://Gmail.hu" rel="nofollow">Gmail.hu</a>.</p>')).toEqual({
    html: '<p>At Gmail.hu.</p>',
    changes: ['words the forum had linked by itself are text again'],
  })
  const made = '<p>At <a href="http://gmail.hu">our mail</a>.</p>'
  expect(tidyPost(made)).toEqual({ html: made, changes: [] })
})

test('a pasted log becomes code with a line for each entry', () => {
  const entries = Array.from({ length: 10 }, (_, n) => `CrashTime: ${n}`)
  const { html, changes } = tidyPost(`<p>Here:</p><p>${entries.join(' ')}</p>`)
  expect(html).toBe(`<p>Here:</p><pre>${entries.join('\n')}</pre>`)
  expect(changes).toEqual(['a pasted log is set as code, a line for each entry'])
})

test('a long address is no log', () => {
  const html = `<p>It fails at https://example.org/${'a'.repeat(500)}</p>`
  expect(tidyPost(html)).toEqual({ html, changes: [] })
})

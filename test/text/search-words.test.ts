import { expect, test } from 'vitest'
import { searchWords } from '../../src/text/search-words.ts'

test('a search keeps quotes, or and minus, which the database reads', () => {
  expect(searchWords('  "cannot log in" -firefox or chrome ')).toBe('"cannot log in" -firefox or chrome')
})

test('a search is at most 12 words and 200 characters, and never ends in half a character', () => {
  expect(searchWords('a '.repeat(5000)).split(' ')).toHaveLength(12)
  const cut = searchWords(`${'x'.repeat(199)}😀`)
  expect(cut).toBe('x'.repeat(199))
})

test('a search with nothing to look for is empty', () => {
  for (const nothing of ['', ' \n', '???', '-only -without', '😀', '\u0000', '"" \'\'']) {
    expect(searchWords(nothing)).toBe('')
  }
})

test('a search of a megabyte is answered at once', () => {
  const start = performance.now()
  searchWords('ä\u0301'.repeat(500_000))
  expect(performance.now() - start).toBeLessThan(500)
})

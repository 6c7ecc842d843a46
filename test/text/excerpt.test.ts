import { expect, test } from 'vitest'
import { excerpt } from '../../src/text/excerpt.ts'

test('a short text stays as it is, on one line', () => {
  expect(excerpt('Two\nlines.')).toBe('Two lines.')
})

test('a long text ends on a word, with no comma hanging before the dots', () => {
  expect(excerpt('Press the button, then wait for the light', 17)).toBe('Press the button…')
  const text = excerpt('Съешь же ещё этих мягких французских булок, да выпей чаю. '.repeat(9))
  expect(text.length).toBeLessThanOrEqual(155)
  expect(text).toMatch(/ \p{L}+…$/u)
})

test('a script without spaces is cut between its words too', () => {
  const text = excerpt('日本語の文章には単語の間に空白がありません。'.repeat(20), 40)
  expect(text.length).toBeLessThanOrEqual(40)
  expect(text.length).toBeGreaterThan(30)
})

test('an endless word is cut, an emoji is not', () => {
  expect(excerpt('x'.repeat(100_000), 20)).toBe(`${'x'.repeat(19)}…`)
  const family = '👨‍👩‍👧‍👦'
  expect(excerpt(family.repeat(20), 30).replaceAll(family, '')).toBe('…')
})

import { expect, test } from 'vitest'
import { plainText } from '../../src/text/plain.ts'

test('plain text has the words of a Markdown text and none of its signs', () => {
  const source = [
    '# Sign **in**',
    '',
    '> [!NOTE]',
    '> Read [the guide](https://desk.example/kb/1) first.',
    '',
    '- one',
    '  - two',
    '- [x] done',
    '',
    '| a | b |',
    '|---|---|',
    '| 1 | `2` |',
    '',
    '![a *picture*](/files/1) AT&amp;T <b>',
  ].join('\n')
  expect(plainText(source).split('\n')).toEqual([
    'Sign in',
    'Read the guide first.',
    'one',
    'two',
    'done',
    'a b',
    '1 2',
    'a picture AT&T <b>',
  ])
})

test('plain text keeps code, where the error messages are that people search for', () => {
  expect(plainText('It says\n\n```\nE_FAIL &amp; 0x80\n```')).toBe('It says\nE_FAIL &amp; 0x80')
})

test('plain text of a text too hard to parse is the text itself, within bounds', () => {
  expect(plainText('> '.repeat(3000))).toBe('> '.repeat(3000).trim())
  expect(plainText('x '.repeat(100_000)).length).toBeLessThanOrEqual(50_000)
})

import { describe, expect, test } from 'vitest'
import { compareTexts, type DiffRow } from '../../src/text/diff.ts'

const side = (rows: readonly DiffRow[], which: 'before' | 'after') =>
  rows.flatMap((row) => (row[which] ? [row[which].map(({ text }) => text).join('')] : [])).join('\n')

const marked = ({ before, after }: DiffRow) =>
  [before, after].map((pieces) => pieces?.map(({ is, text }) => (is === 'same' ? text : `[${text}]`)).join('') ?? null)

describe('comparing two texts', () => {
  test('tells kept lines from changed ones, and marks the words that changed', () => {
    const rows = compareTexts('# Keys\nTwo keys live for a day.\nEnd', '# Keys\nTwo keys live for two days.\nEnd')
    expect(rows.map(({ is }) => is)).toEqual(['same', 'changed', 'same'])
    expect(marked(rows[1] as DiffRow)).toEqual(['Two keys live for [a] [day].', 'Two keys live for [two] [days].'])
  })

  test('shows a line that came or went on one side only', () => {
    expect(compareTexts('a\nb', 'a\nnew\nb').map(marked)).toEqual([
      ['a', 'a'],
      [null, '[new]'],
      ['b', 'b'],
    ])
    expect(compareTexts('a\nold\nb', 'a\nb').map(({ is }) => is)).toEqual(['same', 'cut', 'same'])
  })

  test('does not mark single words in lines that have nothing in common', () => {
    const rows = compareTexts('Choose the plan first.', 'Нічого спільного тут немає')
    expect(rows.map(({ is }) => is)).toEqual(['cut', 'added'])
  })

  test('marks whole words of any script, accents included', () => {
    const [row] = compareTexts('Введіть пароль ще раз', 'Введіть новий пароль ще раз')
    expect(marked(row as DiffRow)).toEqual(['Введіть пароль ще раз', 'Введіть [новий ]пароль ще раз'])
  })

  test('loses nothing of either text', () => {
    const texts = ['', '\n', 'a\n\n b \n', 'x\ny\nz', '# A\n\ntext text\n\n# B', 'one two three\nfour', 'four\none two']
    for (const before of texts) {
      for (const after of texts) {
        const rows = compareTexts(before, after)
        expect([side(rows, 'before'), side(rows, 'after')]).toEqual([before, after])
      }
    }
  })

  test('answers within a second for the longest articles there are, coarser where it must', () => {
    const lines = (word: string) => Array.from({ length: 6000 }, (_, n) => `${word} ${(n * 7919) % 6007}`).join('\n')
    const long = (word: string) => Array.from({ length: 20_000 }, (_, n) => `${word}${n}`).join(' ')
    for (const [before, after] of [
      [lines('cut'), lines('added')],
      [long('a'), long('b')],
      [lines('x'), lines('x').split('\n').reverse().join('\n')],
    ] as const) {
      const start = performance.now()
      const rows = compareTexts(before, after)
      expect(performance.now() - start).toBeLessThan(1000)
      expect(side(rows, 'before') === before && side(rows, 'after') === after).toBe(true)
    }
  })
})

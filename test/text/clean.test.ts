import { describe, expect, test } from 'vitest'
import { cleanLine, cleanText } from '../../src/text/clean.ts'

describe('a text of several lines', () => {
  test('loses what the database or a feed refuses, and keeps line ends and tabs', () => {
    expect(cleanText('a\u0000b\u0007c\u009fd\ufeffe\uffff\tf\ng')).toBe('abcde\tf\ng')
  })

  test('ends its lines as Unix does, whatever it was typed on', () => {
    expect(cleanText('a\r\nb\rc\u0085d\u2028e')).toBe('a\nb\nc\nd\ne')
  })

  test('has no half characters', () => {
    expect(cleanText('a\ud83db\ude00c😀')).toBe('a\ufffdb\ufffdc😀')
  })

  test('is composed, so that й typed on two systems is one letter', () => {
    expect(cleanText('и\u0306')).toBe('й')
  })

  test('is clean within a second though it be 200 000 combining marks, which alone would take normalising 20 s', () => {
    const start = performance.now()
    expect(cleanText(`a${'\u0301\u0323'.repeat(100_000)}b`).length).toBeLessThan(40)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

describe('a field of one line', () => {
  test('is one line with single spaces', () => {
    expect(cleanLine('  a\n\tb \u00a0 c\r\n')).toBe('a b c')
  })

  test('cannot turn the rest of the page around', () => {
    expect(cleanLine('\u202egnp.exe\u2066x\u2069')).toBe('gnp.exex')
  })

  test('cannot cover the lines above it with marks, and keeps those a script needs', () => {
    expect(cleanLine(`z${'\u0334'.repeat(50)}`)).toBe(`z${'\u0334'.repeat(4)}`)
    expect(cleanLine('बिन्दु हिन्दी')).toBe('बिन्दु हिन्दी')
  })

  test('is empty when nothing of it can be seen', () => {
    for (const nothing of ['\u200b\u200d', '\u3164', ' \u00a0\u2800', '\u0301']) expect(cleanLine(nothing)).toBe('')
    expect(cleanLine('👍')).toBe('👍')
  })
})

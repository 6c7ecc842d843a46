import { describe, expect, test } from 'vitest'
import { nameSkeleton } from '../../src/text/name-skeleton.ts'

describe('a name taken for Anna', () => {
  test.each([
    ['Аnna', 'Cyrillic А'],
    ['Аnnа', 'two Cyrillic letters'],
    ['ΑNNA', 'Greek capital'],
    ['ＡＮＮＡ', 'full width'],
    ['𝒜𝓃𝓃𝒶', 'mathematical script'],
    ['A.n n-a', 'signs between'],
    ['Ann4', 'a digit'],
    ['@nna', 'a sign'],
    ['A\u200bn\u00adna', 'invisible characters'],
    ['\u202eAnna', 'a direction override'],
    ['Áńnä', 'accents'],
    ['🅐🅝🅝🅐', 'emoji letters'],
    ['ᴀɴɴᴀ', 'small capitals'],
    ['Ꭺnna', 'Cherokee'],
    ['ꓮnna', 'Lisu'],
    ['anna ✅', 'a mark behind'],
  ])('%s (%s) has her skeleton', (name) => {
    expect(nameSkeleton(name)).toBe(nameSkeleton('Anna'))
  })
})

test.each([
  ['Ian', 'lan'],
  ['Ian', '1an'],
  ['Oleg', '0leg'],
  ['Oleg', 'Оleg'],
  ['Tom', 'Torn'],
  ['Wendy', 'VVendy'],
  ['Іван', 'IBaн'],
  ['Henry', 'Ηenrу'],
  ['Scope', 'Ѕсоре'],
])('%s and %s may be taken for each other', (one, other) => {
  expect(nameSkeleton(one)).toBe(nameSkeleton(other))
})

test.each([
  ['Anna', 'Anne'],
  ['Anna', 'Hanna'],
  ['Анна', 'Инна'],
  ['محمد', 'أحمد'],
  ['田中', '山田'],
])('%s and %s are different people', (one, other) => {
  expect(nameSkeleton(one)).not.toBe(nameSkeleton(other))
})

test('a name of signs alone has no skeleton to compare', () => {
  expect(nameSkeleton('??? …')).toBe('')
})

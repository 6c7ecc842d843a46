import { expect, test } from 'vitest'
import { cutPage, readPlace, writePlace } from '../../src/db/cursor.ts'

test('a place is read as it was written, to the microsecond', () => {
  for (const place of [
    { value: 0, id: 0 },
    { value: 1_795_369_811_123_456, id: 2_147_483_647 },
    { value: 12, id: 3 },
  ]) {
    expect(readPlace(writePlace(place))).toEqual(place)
  }
})

test('anything else is no place: signs, capitals, zeros in front, too large, two at once', () => {
  for (const text of [
    '',
    '-',
    '1',
    '1-',
    '-1',
    '01-1',
    '1-A',
    '1-1-1',
    '1.5-1',
    'zzzzzzzzzzz-1',
    '1-zzzzzz',
    '1-1 ',
    "1-1'",
  ]) {
    expect(readPlace(text)).toBeUndefined()
  }
  expect(readPlace(undefined)).toBeUndefined()
  expect(readPlace(['1-1', '2-2'])).toBeUndefined()
})

test('a page is cut to its size, and told whether more stands behind it, in either direction', () => {
  expect(cutPage([1, 2, 3], 2, {})).toEqual({ rows: [1, 2], more: true })
  expect(cutPage([1, 2], 2, {})).toEqual({ rows: [1, 2], more: false })
  expect(cutPage([3, 4, 5], 2, { before: { value: 0, id: 0 } })).toEqual({ rows: [4, 3], more: true })
})

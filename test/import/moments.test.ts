import { describe, expect, test } from 'vitest'
import { momentAt, readMoment } from '../../src/import/moments.ts'

const now = new Date('2026-03-10T00:10:00Z')
const iso = (text: string) => momentAt(text, now)?.toISOString()

describe('a moment of the format', () => {
  test('is a date with its offset', () => {
    expect(iso('2024-05-01T09:30:00+02:00')).toBe('2024-05-01T07:30:00.000Z')
    expect(iso('2024-05-01T07:30Z')).toBe('2024-05-01T07:30:00.000Z')
  })

  test('or a time before now, to the minute', () => {
    expect(iso('-PT5M')).toBe('2026-03-10T00:05:00.000Z')
    expect(iso('-P2DT3H4M')).toBe('2026-03-07T21:06:00.000Z')
  })

  test('or an hour of an earlier day, which is never still to come', () => {
    expect(iso('-P1D@23:50')).toBe('2026-03-09T23:50:00.000Z')
    expect(iso('-P0D@00:05')).toBeUndefined()
  })

  test.each([
    '',
    'yesterday',
    '2024-05-01',
    '2024-05-01T09:30:00',
    '2024-02-30T09:30:00Z',
    '-P',
    '-PT',
    '-P1D@24:00',
    'P1D',
  ])('is not %j', (text) => expect(iso(text)).toBeUndefined())
})

describe('the dates of exports', () => {
  test('are read with an offset, with a fraction, or without either in UTC', () => {
    expect(readMoment('2021-01-01 00:42:16 -0800')).toBe('2021-01-01T08:42:16.000Z')
    expect(readMoment('2015-01-27T20:09:32.720')).toBe('2015-01-27T20:09:32.720Z')
    expect(readMoment('2023-05-10 09:57:54 UTC')).toBe('2023-05-10T09:57:54.000Z')
  })

  test.each(['', '0000-00-00 00:00:00', '2021-02-31 00:00:00 -0800', '10/05/2023', '2021-01-01 25:00:00'])(
    'are not guessed from %j',
    (text) => expect(readMoment(text)).toBeUndefined(),
  )
})

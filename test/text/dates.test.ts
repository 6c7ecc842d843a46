import { expect, test } from 'vitest'
import { formatDate, formatDateTime, formatDuration, formatWait } from '../../src/text/dates.ts'

const noon = new Date('2026-01-31T23:30:00Z')

test('a date is that of the zone, in the words of the language', () => {
  expect(formatDate(noon, 'en', 'UTC')).toBe('January 31, 2026')
  expect(formatDate(noon, 'uk', 'Europe/Kyiv')).toContain('1 лютого 2026')
  expect(formatDate(noon, 'ru', 'UTC')).toContain('31 января 2026')
  expect(formatDate(noon, 'ar', 'UTC')).toContain('يناير')
})

test('a time says in which zone it is', () => {
  expect(formatDateTime(noon, 'en', 'Europe/Kyiv')).toContain('GMT+2')
  expect(formatDateTime(noon, 'en', 'UTC')).toContain('UTC')
})

const minutes = (n: number) => n * 60_000

test.each([
  [minutes(38), 'en', '38 min'],
  [minutes(0.1), 'en', '1 min'],
  [minutes(59.9), 'en', '1 hr'],
  [minutes(150), 'ru', '3 ч'],
  [minutes(120), 'uk', '2 год'],
  [minutes(120), 'ar', 'ساعتان'],
  [minutes(23.9 * 60), 'en', '1 day'],
  [minutes(72 * 60), 'en', '3 days'],
])('%d ms in %s are %s', (ms, language, words) => {
  expect(formatDuration(ms, language)).toBe(words)
})

test('a wait is told to the minute within a day', () => {
  expect(formatWait(minutes(130), 'en')).toBe('2 hr 10 min')
  expect(formatWait(minutes(120), 'en')).toBe('2 hr')
  expect(formatWait(minutes(26 * 60), 'en')).toBe('1 day')
})

import { describe, expect, test } from 'vitest'
import { afterOpen, clockOf, type Hours, nextOpening, openBetween, weekdayOf } from '../../src/text/business-time.ts'

const HOUR = 3_600_000
const nine = { from: 9 * 60, to: 18 * 60 }
/** Monday to Friday, nine to six. */
const office: Hours = { week: [[nine], [nine], [nine], [nine], [nine], [], []], holidays: [] }
const at = (text: string) => new Date(text)

describe('opening time', () => {
  const clock = clockOf(office, 'Europe/Berlin')

  test('passes in the hours of the site’s zone only', () => {
    // Thursday, 26 November 2026: Berlin is an hour ahead of UTC.
    expect(openBetween(clock, at('2026-11-26T07:00Z'), at('2026-11-26T08:30Z'))).toBe(HOUR / 2)
    expect(openBetween(clock, at('2026-11-26T16:00Z'), at('2026-11-26T23:00Z'))).toBe(HOUR)
    expect(openBetween(clock, at('2026-11-26T08:00Z'), at('2026-11-30T09:00Z'))).toBe((9 + 9 + 1) * HOUR)
    expect(openBetween(clock, at('2026-11-28T00:00Z'), at('2026-11-29T23:00Z'))).toBe(0)
    expect(openBetween(clock, at('2026-11-26T10:00Z'), at('2026-11-26T09:00Z'))).toBe(0)
  })

  test('goes on after the night, the weekend and a holiday', () => {
    expect(afterOpen(clock, at('2026-11-26T16:50Z'), HOUR)).toEqual(at('2026-11-27T08:50Z'))
    expect(afterOpen(clock, at('2026-11-27T16:50Z'), HOUR)).toEqual(at('2026-11-30T08:50Z'))
    expect(afterOpen(clock, at('2026-11-28T12:00Z'), HOUR)).toEqual(at('2026-11-30T09:00Z'))
    const closed = clockOf(
      { ...office, holidays: [{ from: '2026-12-24', to: '2027-01-01', name: 'Between the years' }] },
      'Europe/Berlin',
    )
    expect(afterOpen(closed, at('2026-12-23T16:50Z'), HOUR)).toEqual(at('2027-01-04T08:50Z'))
  })

  test('ends where the doors close, not when they open again', () => {
    expect(afterOpen(clock, at('2026-11-26T16:00Z'), HOUR)).toEqual(at('2026-11-26T17:00Z'))
  })

  test('pauses at a break', () => {
    const morning = { from: 9 * 60, to: 12 * 60 }
    const siesta = clockOf({ week: Array(7).fill([morning, { from: 15 * 60, to: 18 * 60 }]), holidays: [] }, 'UTC')
    expect(afterOpen(siesta, at('2026-11-26T11:30Z'), HOUR)).toEqual(at('2026-11-26T15:30Z'))
    expect(openBetween(siesta, at('2026-11-26T11:00Z'), at('2026-11-26T16:00Z'))).toBe(2 * HOUR)
  })

  test('has an end where the hours are too few for what is asked of them', () => {
    const minute = clockOf({ week: [[{ from: 0, to: 1 }], [], [], [], [], [], []], holidays: [] }, 'UTC')
    expect(afterOpen(minute, at('2026-11-26T00:00Z'), 24 * HOUR)).toEqual(at('2036-12-03T00:00Z'))
  })

  test('tells when the team is back, and nothing while it is there', () => {
    expect(nextOpening(clock, at('2026-11-27T17:00Z'))).toEqual(at('2026-11-30T08:00Z'))
    expect(nextOpening(clock, at('2026-11-26T08:00Z'))).toBeNull()
    expect(nextOpening(clock, at('2026-11-26T16:59Z'))).toBeNull()
    expect(nextOpening(clockOf(null, 'UTC'), at('2026-11-28T03:00Z'))).toBeNull()
  })

  test('without hours is all time', () => {
    const always = clockOf(null, 'Europe/Berlin')
    expect(openBetween(always, at('2026-11-28T00:00Z'), at('2026-11-29T00:00Z'))).toBe(24 * HOUR)
    expect(afterOpen(always, at('2026-11-28T00:00Z'), HOUR)).toEqual(at('2026-11-28T01:00Z'))
  })
})

describe('where clocks are changed', () => {
  const allDay: Hours = { week: Array(7).fill([{ from: 0, to: 1440 }]), holidays: [] }

  test('nine stays nine, and the day has 23 or 25 hours', () => {
    const office7 = clockOf({ week: Array(7).fill([nine]), holidays: [] }, 'Europe/Berlin')
    // Clocks went forward on 29 March 2026, back on 25 October 2026.
    expect(nextOpening(office7, at('2026-03-28T20:00Z'))).toEqual(at('2026-03-29T07:00Z'))
    expect(nextOpening(office7, at('2026-10-24T20:00Z'))).toEqual(at('2026-10-25T08:00Z'))
    const clock = clockOf(allDay, 'Europe/Berlin')
    const length = (day: number) => clock.spansOf(day).reduce((sum, [from, to]) => sum + to - from, 0) / HOUR
    expect(length(clock.dayOf(Date.parse('2026-03-29T10:00Z')))).toBe(23)
    expect(length(clock.dayOf(Date.parse('2026-10-25T10:00Z')))).toBe(25)
    expect(length(clock.dayOf(Date.parse('2026-10-26T10:00Z')))).toBe(24)
  })

  test('around the clock is every hour of the year, wherever and however clocks are changed', () => {
    // Cairo changes at midnight, Lord Howe by half an hour, Kathmandu is ahead by 5:45 and changes nothing.
    for (const zone of ['Africa/Cairo', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia']) {
      const clock = clockOf(allDay, zone)
      const [from, to] = [at('2026-01-01T00:17Z'), at('2027-01-01T00:17Z')]
      expect(openBetween(clock, from, to), zone).toBe(365 * 24 * HOUR)
      expect(afterOpen(clock, from, 200 * 24 * HOUR), zone).toEqual(new Date(from.getTime() + 200 * 24 * HOUR))
    }
  })

  test('an hour that is left out counts for nothing, one that comes twice counts', () => {
    const night = clockOf({ week: Array(7).fill([{ from: 60, to: 240 }]), holidays: [] }, 'Europe/Berlin')
    const openOn = (date: string) => openBetween(night, at(`${date}T00:00+02:00`), at(`${date}T12:00+02:00`)) / HOUR
    expect(openOn('2026-03-29')).toBe(2)
    expect(openOn('2026-10-25')).toBe(4)
    expect(openOn('2026-10-26')).toBe(3)
  })

  test('to go forth and back comes to the same, from any moment of the year', () => {
    const clock = clockOf(office, 'America/New_York')
    for (let n = 0; n < 400; n++) {
      const from = new Date(Date.parse('2026-01-01T00:00Z') + n * 21.7 * HOUR)
      const ms = (n % 50) * 1_234_567
      expect(openBetween(clock, from, afterOpen(clock, from, ms))).toBe(ms)
    }
  })
})

test('a week begins with Monday', () => {
  const clock = clockOf(null, 'UTC')
  expect(weekdayOf(clock.dayOf(Date.parse('2026-11-23T12:00Z')))).toBe(0)
  expect(weekdayOf(clock.dayOf(Date.parse('1969-12-28T12:00Z')))).toBe(6)
})

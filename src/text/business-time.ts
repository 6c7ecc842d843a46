/**
 * Time that counts: between a team's opening hours, in the wall time of one zone, daylight saving included. Pure.
 * Without hours every moment counts.
 */
import { wallTimeAt } from './wall-clock.ts'

/** Minutes of the day: from 0 up to 1440. */
export type Span = { from: number; to: number }
/** Whole days, the last included: '2026-12-24'. */
export type Holiday = { from: string; to: string; name: string }
/** `week` begins with Monday; a day without spans is closed. */
export type Hours = { week: readonly (readonly Span[])[]; holidays: readonly Holiday[] }

/** Reckons in one zone. Days are numbered from 1970-01-01 of that zone; instants are milliseconds. */
export type Clock = {
  always: boolean
  dayOf(instant: number): number
  /** Instants between which the day is open, in their order. */
  spansOf(day: number): readonly (readonly [number, number])[]
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** A team that closes for longer than this has closed. */
const FARTHEST_DAYS = 3660

const clocks = new Map<string, Clock>()
const MOST_CLOCKS = 8

/** `timeZone`: an IANA name. Clocks are kept, since each remembers the days it has reckoned. */
export function clockOf(hours: Hours | null, timeZone: string): Clock {
  const key = JSON.stringify([timeZone, hours])
  const known = clocks.get(key)
  if (known) return known
  if (clocks.size >= MOST_CLOCKS) clocks.clear()
  const made = makeClock(hours, timeZone)
  clocks.set(key, made)
  return made
}

function makeClock(hours: Hours | null, timeZone: string): Clock {
  const offsetAt = offsetsOf(timeZone)
  const closed = new Set(hours?.holidays.flatMap(daysOf))
  const days = new Map<number, readonly (readonly [number, number])[]>()
  const always = hours === null || hours.week.every((spans) => spans.length === 0)
  function open(day: number): readonly (readonly [number, number])[] {
    const spans = closed.has(day) ? [] : (hours?.week[weekdayOf(day)] ?? [])
    return spans
      .map(({ from, to }) => [instantOf(day, from, offsetAt), instantOf(day, to, offsetAt)] as const)
      .filter(([from, to]) => from < to)
  }
  return {
    always,
    dayOf: (instant) => Math.floor((instant + offsetAt(instant)) / DAY),
    spansOf(day) {
      const known = days.get(day)
      if (known) return known
      const made = open(day)
      days.set(day, made)
      return made
    },
  }
}

/** 0 is Monday; 1 January 1970 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7

/** '2026-12-24' → its number; NaN for what is no day. */
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY

export const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10)

function daysOf({ from, to }: Holiday): number[] {
  const first = dayNumber(from)
  return Array.from({ length: Math.max(0, dayNumber(to) - first + 1) }, (_, n) => first + n)
}

/** Open milliseconds between two moments; 0 when the second is not later. */
export function openBetween(clock: Clock, from: Date, to: Date): number {
  const [begin, end] = [from.getTime(), to.getTime()]
  if (end <= begin) return 0
  if (clock.always) return end - begin
  let sum = 0
  const last = clock.dayOf(end)
  for (let day = clock.dayOf(begin); day <= last; day++) {
    for (const [opens, closes] of clock.spansOf(day)) sum += Math.max(0, Math.min(closes, end) - Math.max(opens, begin))
  }
  return sum
}

/**
 * The moment at which so many open milliseconds have passed. Where ten years of these hours are too few (one minute a
 * week), the end of those ten years: whoever posts must not meet an error for it.
 */
export function afterOpen(clock: Clock, from: Date, ms: number): Date {
  const begin = from.getTime()
  if (clock.always) return new Date(begin + ms)
  let left = ms
  const first = clock.dayOf(begin)
  for (let day = first; day < first + FARTHEST_DAYS; day++) {
    for (const [opens, closes] of clock.spansOf(day)) {
      const start = Math.max(opens, begin)
      if (start >= closes) continue
      if (left <= closes - start) return new Date(start + left)
      left -= closes - start
    }
  }
  return new Date(begin + FARTHEST_DAYS * DAY)
}

/** When it opens next; null while it is open. */
export function nextOpening(clock: Clock, now: Date): Date | null {
  if (clock.always) return null
  const opens = afterOpen(clock, now, 0)
  return opens.getTime() > now.getTime() ? opens : null
}

/** Minutes of the day as the wall shows them → the instant; of two with that reading (clocks set back) the first. */
function instantOf(day: number, minute: number, offsetAt: (instant: number) => number): number {
  const wall = day * DAY + minute * MINUTE
  const [before, after] = [offsetAt(wall - DAY), offsetAt(wall + DAY)]
  if (before === after) return wall - before
  const readings = [before, after].map((offset) => ({ offset, instant: wall - offset }))
  const real = readings.filter(({ offset, instant }) => offsetAt(instant) === offset).map(({ instant }) => instant)
  // A time that clocks skip has no instant: it counts on from the last one there was.
  return real.length > 0 ? Math.min(...real) : wall - before
}

/** How far the wall is ahead of UTC at an instant, in milliseconds. Asking Intl is slow, so days are remembered. */
function offsetsOf(timeZone: string): (instant: number) => number {
  const ask = (instant: number): number => {
    const { year, month, day, hour, minute } = wallTimeAt(new Date(instant), timeZone)
    return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(instant / MINUTE) * MINUTE
  }
  const starts = new Map<number, number>()
  const atStart = (day: number): number => {
    const known = starts.get(day)
    if (known !== undefined) return known
    const offset = ask(day * DAY)
    starts.set(day, offset)
    return offset
  }
  return (instant) => {
    const day = Math.floor(instant / DAY)
    const [begin, end] = [atStart(day), atStart(day + 1)]
    return begin === end ? begin : ask(instant)
  }
}

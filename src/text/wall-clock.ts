/** Between an instant and what a clock on the wall of a zone shows. */

export type WallTime = { year: number; month: number; day: number; hour: number; minute: number }

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  formatters.set(timeZone, made)
  return made
}

/** `timeZone` is an IANA name; RangeError if it is none. */
export function wallTimeAt(instant: Date, timeZone: string): WallTime {
  const parts = Object.fromEntries(
    formatterOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts
  return { year, month, day, hour, minute }
}

/** Days and months may run over: the 32nd is the 1st of the next. An hour that a change of clocks leaves out is the one after it. */
export function instantOf({ year, month, day, hour, minute }: WallTime, timeZone: string): Date {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute)
  const offsetAt = (instant: number) => {
    const { year: y, month: m, day: d, hour: h, minute: min } = wallTimeAt(new Date(instant), timeZone)
    return Date.UTC(y, m - 1, d, h, min) - Math.floor(instant / 60_000) * 60_000
  }
  const first = asUtc - offsetAt(asUtc)
  return new Date(asUtc - offsetAt(first))
}

/** 0 Sunday to 6 Saturday. */
export function weekdayOf({ year, month, day }: WallTime): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay()
}

/** As a field of the type datetime-local writes it: '2026-11-23T09:00'. undefined where it is no such time. */
export function readWallTime(text: string): WallTime | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::\d{2})?$/.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [number, number, number, number, number]
  const made = new Date(Date.UTC(year, month - 1, day, hour, minute))
  const isReal = made.getUTCMonth() === month - 1 && made.getUTCDate() === day && hour < 24 && minute < 60
  return isReal ? { year, month, day, hour, minute } : undefined
}

export function writeWallTime({ year, month, day, hour, minute }: WallTime): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`
}

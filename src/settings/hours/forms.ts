/** The week and its holidays as typed. A fault belongs to the field that has to be changed. */
import { z } from 'zod'
import { dateOf, dayNumber, type Holiday, type Hours, type Span } from '../../text/business-time.ts'
import { type Faults, line, optional, type Typed } from '../../web/forms.ts'

export const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const
/** Two openings a day: before and after a break. */
const OPENINGS = ['', '2'] as const
export type TimeField = `${'from' | 'to'}${(typeof OPENINGS)[number]}_${number}`

/** What stands in the form of a team that has not said its hours yet. */
export const USUAL_WEEK: Hours['week'] = WEEKDAYS.map((day) => (day < 5 ? [{ from: 540, to: 1080 }] : []))

export const openingFields = (day: number): TimeField[] =>
  OPENINGS.flatMap((opening): TimeField[] => [`from${opening}_${day}`, `to${opening}_${day}`])

const ALL_DAY: Span = { from: 0, to: 1440 }
/** Around the clock, for a team that yet closes on holidays. */
export const EVERY_HOUR: Hours['week'] = WEEKDAYS.map(() => [ALL_DAY])

export const isEveryHour = ({ week }: Hours) =>
  week.every(([span, ...more]) => span?.from === ALL_DAY.from && span.to === ALL_DAY.to && more.length === 0)

const clockTime = (minute: number) =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

export const spanNoted = ({ from, to }: Span) => `${clockTime(from)}–${clockTime(to)}`

/** The fields of a week, as `readWeek` reads them. */
export function typedWeek(week: Hours['week']): Typed {
  const times = WEEKDAYS.flatMap((day) =>
    OPENINGS.flatMap((opening, n) => {
      const span = week[day]?.[n]
      const shown = (minute: number | undefined) => (minute === undefined ? '' : clockTime(minute))
      return [
        [`from${opening}_${day}`, shown(span?.from)],
        [`to${opening}_${day}`, shown(span?.to)],
      ]
    }),
  )
  return Object.fromEntries(times)
}

/** `nameOf`: a weekday in words, for the faults. Midnight at the end of an opening is that of the day's end. */
export function readWeek(
  typed: Typed,
  nameOf: (day: number) => string,
): { ok: true; week: Span[][] } | { ok: false; faults: Faults } {
  const faults: Faults = {}
  const week = WEEKDAYS.map((day) => readDay(typed, day, nameOf(day), faults))
  if (Object.keys(faults).length > 0) return { ok: false, faults }
  if (week.every((spans) => spans.length === 0)) return { ok: false, faults: { mode: { key: 'timing.no_open_day' } } }
  return { ok: true, week }
}

function readDay(typed: Typed, day: number, name: string, faults: Faults): Span[] {
  const spans: Span[] = []
  for (const opening of OPENINGS) {
    const [first, last]: [TimeField, TimeField] = [`from${opening}_${day}`, `to${opening}_${day}`]
    const [from, to] = [readTime(typed[first]), readTime(typed[last])]
    const fault = (field: TimeField, key: string) => {
      faults[field] = { key: `timing.${key}`, params: { day: name } }
    }
    if (from === 'empty' && to === 'empty') continue
    if (from === undefined) fault(first, 'not_a_time')
    else if (to === undefined) fault(last, 'not_a_time')
    else if (from === 'empty') fault(first, 'half_span')
    else if (to === 'empty') fault(last, 'half_span')
    else if ((to || 1440) <= from) fault(last, 'end_before_start')
    else if (spans.some((before) => before.to > from)) fault(first, 'overlap')
    else spans.push({ from, to: to || 1440 })
  }
  return spans
}

/** '09:30' → 570; a browser may send seconds along. */
function readTime(text = ''): number | 'empty' | undefined {
  if (text.trim() === '') return 'empty'
  const [, hours, minutes] = /^([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?$/.exec(text.trim()) ?? []
  const minute = Number(hours) * 60 + Number(minutes)
  return minute <= 1440 ? minute : undefined
}

export const HoursForm = z.object({ mode: z.enum(['always', 'week']) })

const day = () =>
  line(10, 1).refine(
    (text) => /^\d{4}-\d\d-\d\d$/.test(text) && dateOf(dayNumber(text) || 0) === text,
    'key:timing.not_a_day',
  )

export const HolidayForm = z.object({ from: day(), to: optional(day()), name: line(60, 1) })
export const RemoveHolidayForm = z.object({ from: day() })

const MOST_DAYS = 366

/** The fault of a holiday that is typed well but cannot be. */
export function holidayFault({ from, to }: Holiday, known: readonly Holiday[]): Faults {
  if (to < from) return { to: { key: 'timing.holiday_backwards' } }
  if (dayNumber(to) - dayNumber(from) >= MOST_DAYS) return { to: { key: 'timing.holiday_too_long' } }
  const twice = known.find((other) => other.from <= to && from <= other.to)
  return twice ? { from: { key: 'timing.holiday_twice', params: { name: twice.name } } } : {}
}

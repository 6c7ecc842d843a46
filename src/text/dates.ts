// Dates and lengths of time as people read them. Formatters are kept: making one costs far more than using it, and the
// same few are wanted for every row of every page.

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(language: string, timeZone: string, withTime: boolean): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${withTime}`
  const known = formatters.get(key)
  if (known) return known
  const time = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const
  const made = new Intl.DateTimeFormat(language, {
    timeZone,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    ...(withTime ? time : {}),
  })
  formatters.set(key, made)
  return made
}

/** "22 November 2026" in the words of the language. `timeZone` is an IANA name; RangeError if it is none. */
export function formatDate(date: Date, language: string, timeZone: string): string {
  return formatterOf(language, timeZone, false).format(date)
}

/** Date and minute with the zone's name ("GMT+2"): the page is the same for readers in every zone (DECISIONS 20). */
export function formatDateTime(date: Date, language: string, timeZone: string): string {
  return formatterOf(language, timeZone, true).format(date)
}

const momentFormatters = new Map<string, Intl.DateTimeFormat>()

/** "22 November at 10:20 GMT+2"; without the day where the reader knows it: "10:20 GMT+2". */
export function formatMoment(date: Date, language: string, timeZone: string, withDay = true): string {
  const key = `${language} ${timeZone} ${withDay}`
  const known = momentFormatters.get(key)
  if (known) return known.format(date)
  const made = new Intl.DateTimeFormat(language, {
    timeZone,
    ...(withDay ? { month: 'long', day: 'numeric' } : {}),
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })
  momentFormatters.set(key, made)
  return made.format(date)
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * A length of time in one unit, as short as the language allows: "38 min", "2 hr", "3 days"; "2 год", "3 дн.". Rounded
 * to the nearest unit and never below one minute: "0 min" would read as a fault. Milliseconds in.
 */
export function formatDuration(ms: number, language: string): string {
  return inUnit(...inOneUnit(ms), language)
}

/** Arabic's short forms are single letters that few readers know; its words are no longer than others' short ones. */
function inUnit(amount: number, unit: 'minute' | 'hour' | 'day', language: string): string {
  const key = `${language} ${unit}`
  const known = unitFormatters.get(key)
  if (known) return known.format(amount)
  const unitDisplay = language === 'ar' ? 'long' : 'short'
  const made = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay })
  unitFormatters.set(key, made)
  return made.format(amount)
}

const unitFormatters = new Map<string, Intl.NumberFormat>()

// The bounds stand where rounding would say 60 min or 24 h.
function inOneUnit(ms: number): [number, 'minute' | 'hour' | 'day'] {
  if (ms < 59.5 * MINUTE) return [Math.max(1, Math.round(ms / MINUTE)), 'minute']
  if (ms < 23.5 * HOUR) return [Math.round(ms / HOUR), 'hour']
  return [Math.round(ms / DAY), 'day']
}

/**
 * How long somebody has waited, exactly enough to decide who is next: "38 min", "2 hr 10 min", from a day on "3 days".
 * Milliseconds in.
 */
export function formatWait(ms: number, language: string): string {
  return ms >= DAY ? formatDuration(ms, language) : hoursAndMinutes(ms, language)
}

/** Opening hours: never in days, which nobody is open through. "38 min", "2 hr 10 min", "31 hr". Milliseconds in. */
export function formatOpenTime(ms: number, language: string): string {
  return ms >= DAY ? inUnit(Math.round(ms / HOUR), 'hour', language) : hoursAndMinutes(ms, language)
}

function hoursAndMinutes(ms: number, language: string): string {
  const minutes = Math.floor(ms / MINUTE)
  if (minutes < 60) return formatDuration(ms, language)
  const rest = minutes % 60
  const hours = inUnit(Math.floor(minutes / 60), 'hour', language)
  return rest > 0 ? `${hours} ${inUnit(rest, 'minute', language)}` : hours
}

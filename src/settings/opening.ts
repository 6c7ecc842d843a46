/** The opening hours as everybody may read them. */
import type { Language, Translate } from '../i18n/languages.ts'
import { clockOf, type Hours, nextOpening, type Span } from '../text/business-time.ts'
import type { Settings } from './rules.ts'

type Words = { t: Translate; language: Language }

/** A team around the clock has nothing to tell. */
function toldHours({ hours, timeZone }: Settings): Hours | null {
  return clockOf(hours, timeZone).always ? null : hours
}

/**
 * "We answer Mon–Fri 9 AM – 6 PM (Central European Time)", the same at every moment, and what a script needs to add
 * whether somebody is there now: pages for strangers do not change by the minute. Undefined where no hours are set.
 */
export function openingWords(settings: Settings, { t, language }: Words) {
  const hours = toldHours(settings)
  if (!hours) return undefined
  const { timeZone: zone } = settings
  const text = t('timing.answers', { hours: weekInWords(hours.week, { t, language }), zone: zoneName(zone, language) })
  const closed = hours.holidays.map(({ from, to }) => [from, to])
  return {
    text,
    data: JSON.stringify({ zone, week: hours.week.map((spans) => spans.map(({ from, to }) => [from, to])), closed }),
    here: t('timing.here'),
    away: t('timing.away', { when: '{when}' }),
  }
}

/** "We are away just now. Back: Monday at 9:00 AM." For pages of one reader; '' while somebody is there. */
export function awayWords(settings: Settings, { t, language }: Words, now = new Date()): string {
  const opens = nextOpening(clockOf(settings.hours, settings.timeZone), now)
  return opens ? t('timing.away', { when: openingMoment(opens, now, language, settings.timeZone) }) : ''
}

const WEEK_MS = 6 * 24 * 3_600_000

/** By the weekday; from next week on with the date. */
function openingMoment(opens: Date, now: Date, language: Language, timeZone: string): string {
  const isFar = opens.getTime() - now.getTime() > WEEK_MS
  return new Intl.DateTimeFormat(language, {
    timeZone,
    weekday: 'long',
    ...(isFar && { day: 'numeric', month: 'long' }),
    hour: 'numeric',
    minute: '2-digit',
  }).format(opens)
}

/** Any of our days: a zone is called by whether it changes its clocks nowadays. */
const SOME_DAY = Date.UTC(2026, 0, 15)

/** The zone's name in both halves of the year: "Central European Time". UTC has none of its own by that way. */
function zoneName(timeZone: string, language: Language): string {
  const timeZoneName = timeZone === 'UTC' ? 'short' : 'longGeneric'
  const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName }).formatToParts(SOME_DAY)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}

/** "Mon–Fri 9 AM – 6 PM, Sat 10 AM – 2 PM": days of the same hours that follow each other are told together. */
function weekInWords(week: Hours['week'], words: Words): string {
  const groups: { first: number; last: number; spans: readonly Span[] }[] = []
  for (const [day, spans] of week.entries()) {
    if (spans.length === 0) continue
    const before = groups.at(-1)
    if (before?.last === day - 1 && JSON.stringify(before.spans) === JSON.stringify(spans)) before.last = day
    else groups.push({ first: day, last: day, spans })
  }
  const list = new Intl.ListFormat(words.language, { type: 'unit', style: 'short' })
  return list.format(
    groups.map(({ first, last, spans }) => {
      const days = first === last ? dayName(first, words) : `${dayName(first, words)}–${dayName(last, words)}`
      return `${days} ${list.format(spans.map((span) => spanInWords(span, words)))}`
    }),
  )
}

const dayName = (day: number, { language }: Words) =>
  new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(1970, 0, 5 + day))

function spanInWords({ from, to }: Span, { t, language }: Words): string {
  if (from === 0 && to === 1440) return t('timing.all_day')
  const format = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
  // Midnight at the end would be that of another day, and be told with dates.
  return format.formatRange(from * 60_000, Math.min(to, 1439) * 60_000)
}

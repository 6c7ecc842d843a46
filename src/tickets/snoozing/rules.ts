/** Until when a ticket is put off. */
import { instantOf, readWallTime, type WallTime, wallTimeAt, weekdayOf } from '../../text/wall-clock.ts'
import type { Until } from '../waking.ts'

const HOURS = 3
const MORNING = 9
/** Nobody means a year and more; a slip of the finger does. */
const MOST_DAYS = 400

/** null: without an end. undefined: a time that cannot be, has passed, or is too far away. */
export function wakeTime(until: Until, at: string | undefined, timeZone: string, now: Date): Date | null | undefined {
  if (until === 'reply') return null
  if (until === 'hours') return new Date(now.getTime() + HOURS * 3_600_000)
  if (until === 'at') return ownTime(at ?? '', timeZone, now)
  const today = wallTimeAt(now, timeZone)
  return instantOf(morningAfter(today, until === 'tomorrow' ? 1 : daysToMonday(today)), timeZone)
}

const morningAfter = (today: WallTime, days: number): WallTime => ({
  ...today,
  day: today.day + days,
  hour: MORNING,
  minute: 0,
})

/** On a Monday the next one. */
const daysToMonday = (today: WallTime) => (8 - weekdayOf(today)) % 7 || 7

function ownTime(text: string, timeZone: string, now: Date): Date | undefined {
  const wall = readWallTime(text)
  if (!wall) return undefined
  const instant = instantOf(wall, timeZone)
  const days = (instant.getTime() - now.getTime()) / 86_400_000
  return days > 0 && days < MOST_DAYS ? instant : undefined
}

/** Who is on duty: by the day of the week, but for days that differ. Days are those of the site's zone. */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'
import { dateOf, dayNumber, weekdayOf } from '../text/business-time.ts'
import { wallTimeAt } from '../text/wall-clock.ts'

export type Rota = {
  /** By weekday, 1 Monday … 7 Sunday. */
  week: ReadonlyMap<number, readonly number[]>
  /** By day, '2026-12-24'; an empty one: nobody. */
  days: ReadonlyMap<string, readonly number[]>
}

/** The day it is in that zone: '2026-11-22'. */
export function dayAt(at: Date, timeZone: string): string {
  const { year, month, day } = wallTimeAt(at, timeZone)
  return dateOf(Date.UTC(year, month - 1, day) / 86_400_000)
}

/** The numbers of the colleagues named for that day, in the team or not any more. */
export function namedFor({ week, days }: Rota, day: string): readonly number[] {
  return [...new Set(days.get(day) ?? week.get(weekdayOf(dayNumber(day)) + 1) ?? [])]
}

export async function readRota(db: Db): Promise<Rota> {
  const week = await db.selectFrom('rota_week').selectAll().orderBy('weekday').execute()
  const days = await db.selectFrom('rota_days').selectAll().orderBy('day').execute()
  return {
    week: new Map(week.map(({ weekday, staff_ids }) => [weekday, staff_ids])),
    days: new Map(days.map(({ day, staff_ids }) => [day, staff_ids])),
  }
}

/** Those on duty who are in the team, by name. One statement: every page of the desk asks. */
export async function onDuty(db: Db, timeZone: string, at = new Date()): Promise<{ id: number; name: string }[]> {
  const day = dayAt(at, timeZone)
  const weekday = weekdayOf(dayNumber(day)) + 1
  return db
    .selectFrom('staff')
    .select(['id', 'name'])
    .where('deactivated_at', 'is', null)
    .where(
      sql<boolean>`id = ANY(coalesce((SELECT staff_ids FROM rota_days WHERE day = ${day}::date),
        (SELECT staff_ids FROM rota_week WHERE weekday = ${weekday}::int), '{}'))`,
    )
    .orderBy('name')
    .orderBy('id')
    .execute()
}

import { readId, type Typed } from '../../web/forms.ts'

/** A box for every colleague on every day: `on-3-17` is Wednesday, colleague 17. */
export const weekField = (weekday: number, staffId: number) => `on-${weekday}-${staffId}`
/** The same for a day of its own: `who-17`. */
export const dayField = (staffId: number) => `who-${staffId}`

/** By weekday, 1 Monday … 7 Sunday. */
export function readWeek(typed: Typed, team: readonly { id: number }[]): Map<number, number[]> {
  const days = [1, 2, 3, 4, 5, 6, 7]
  return new Map(
    days.map((day) => [day, team.map(({ id }) => id).filter((id) => typed[weekField(day, id)] !== undefined)]),
  )
}

export function readColleagues(typed: Typed, team: readonly { id: number }[]): number[] {
  const named = Object.keys(typed).map((name) => readId(/^who-(\d+)$/.exec(name)?.[1]))
  return team.map(({ id }) => id).filter((id) => named.includes(id))
}

/** A day that is there: '2026-02-30' is none. */
export function readDay(text: string | undefined): string | undefined {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const made = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(made.getTime()) && made.toISOString().slice(0, 10) === text ? text : undefined
}

/** How soon somebody should be answered, in minutes of opening time. */
import type { Kind } from '../db/schema.ts'

export type Targets = {
  /** Where nothing below says otherwise. */
  minutes: number
  /** An urgent ticket is never due later than this. */
  urgentMinutes: number
  /** The team is warned so long before a target is missed. */
  warnMinutes: number
  /** By `cellKey`. */
  cells: Readonly<Record<string, number>>
}

export const URGENT = 4

/** null: any. 'problem/7', 'any/7', 'problem/any' */
export const cellKey = (kind: Kind | null, categoryId: number | null) => `${kind ?? 'any'}/${categoryId ?? 'any'}`

export type Targeted = { kind: Kind; category_id: number | null; priority: number }

/** The pair decides, else the category, else the kind, else the site. */
export function targetMinutes(targets: Targets, { kind, category_id, priority }: Targeted): number {
  const { cells } = targets
  const usual =
    cells[cellKey(kind, category_id)] ??
    cells[cellKey(null, category_id)] ??
    cells[cellKey(kind, null)] ??
    targets.minutes
  return priority === URGENT ? Math.min(usual, targets.urgentMinutes) : usual
}

/** How long before the target the team is warned: of a short target not as soon as it begins. */
export function warningMinutes(targets: Targets, targeted: Targeted): number {
  return Math.min(targets.warnMinutes, targetMinutes(targets, targeted) / 3)
}

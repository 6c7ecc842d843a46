import { z } from 'zod'
import type { Kind } from '../../db/schema.ts'
import { cellKey, type Targets } from '../../settings/targets.ts'
import type { Faults, Typed } from '../../web/forms.ts'

/** A thanks ticket waits for nobody. */
export const TIMED_KINDS: readonly (Kind | null)[] = [null, 'question', 'problem', 'idea']

const MOST_MINUTES = 20_000

function readMinutes(text: string): number | undefined {
  const typed = text.replace(/[\s,.\u00a0\u202f]/g, '')
  return /^\d{1,5}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= MOST_MINUTES ? Number(typed) : undefined
}

const minutes = () =>
  z
    .string()
    .refine((text) => readMinutes(text) !== undefined, 'key:timing.not_minutes')
    .transform((text) => readMinutes(text) as number)

export const TargetsForm = z.object({ minutes: minutes(), urgent_minutes: minutes(), warn_minutes: minutes() })

export const cellField = (kind: Kind | null, categoryId: number | null) =>
  `cell_${cellKey(kind, categoryId).replace('/', '_')}`

/** The table as typed; `nameOf` tells a cell in words for its fault. Empty cells are no targets. */
export function readCells(
  typed: Typed,
  categoryIds: readonly number[],
  nameOf: (kind: Kind | null, categoryId: number | null) => string,
): { cells: Targets['cells']; faults: Faults } {
  const cells: Record<string, number> = {}
  const faults: Faults = {}
  for (const categoryId of [null, ...categoryIds]) {
    for (const kind of TIMED_KINDS) {
      const text = typed[cellField(kind, categoryId)]?.trim() ?? ''
      if (text === '') continue
      const read = readMinutes(text)
      if (read === undefined) {
        faults[cellField(kind, categoryId)] = {
          key: 'timing.cell_not_minutes',
          params: { cell: nameOf(kind, categoryId) },
        }
      } else cells[cellKey(kind, categoryId)] = read
    }
  }
  return { cells, faults }
}

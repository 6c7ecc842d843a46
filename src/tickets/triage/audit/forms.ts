import { z } from 'zod'
import { instantOf, readWallTime } from '../../../text/wall-clock.ts'
import { type Faults, id, optional, readForm, type Typed } from '../../../web/forms.ts'
import { GROUPS, type Group } from './rules.ts'

const day = () =>
  optional(z.string().refine((text) => readWallTime(`${text.trim()}T00:00`) !== undefined, 'key:audit.not_a_day'))

const AuditForm = z.object({ who: optional(id()), group: optional(z.enum(GROUPS)), from: day(), to: day() })

/** Moments of the site's zone: from the beginning of the first day to the end of the last. */
export type Wanted = { who?: number; group?: Group; from?: Date; before?: Date }

export type AskedLog = { typed: Typed; faults: Faults; wanted: Wanted }

/** A wrong filter is told beside its field and then filters nothing. */
export function readAsked(query: unknown, timeZone: string): AskedLog {
  const read = readForm(AuditForm, query)
  if (!read.ok) return { typed: read.typed, faults: read.faults, wanted: {} }
  const { who, group, from, to } = read.value
  if (from && to && to < from) return { typed: read.typed, faults: { to: { key: 'audit.wrong_order' } }, wanted: {} }
  return {
    typed: read.typed,
    faults: {},
    wanted: {
      ...(who && { who }),
      ...(group && { group }),
      ...(from && { from: midnight(from, 0, timeZone) }),
      ...(to && { before: midnight(to, 1, timeZone) }),
    },
  }
}

function midnight(text: string, daysOn: number, timeZone: string): Date {
  const wall = readWallTime(`${text.trim()}T00:00`)
  if (!wall) throw new Error(`${text} was checked before`)
  return instantOf({ ...wall, day: wall.day + daysOn }, timeZone)
}

/** The forms of an incident. Times are typed as a clock on the agent's wall shows them. */
import { z } from 'zod'
import { instantOf, readWallTime } from '../../text/wall-clock.ts'
import {
  checkbox,
  email,
  type Faults,
  id,
  line,
  lines,
  optional,
  type Read,
  readForm,
  readId,
} from '../../web/forms.ts'
import { SPOT_FIELD } from '../urls.ts'
import { TEXT_MAX } from '../writing.ts'

export const HEADLINE_MAX = 120
/** Two days from now is a plan, not the next word on something that is broken. */
const LONGEST_SILENCE_MS = 14 * 24 * 3_600_000

const moment = () => line(40)

const DeclareForm = z.object({
  headline: line(HEADLINE_MAX, 1),
  since: z
    .string()
    .transform((text) => text.trim())
    .pipe(z.string().min(1).max(40)),
  next: optional(moment()),
  text: optional(lines(TEXT_MAX)),
})
export type Declared = { headline: string; since: Date; next: Date | undefined; text: string | undefined }

export function readDeclaration(body: unknown, timeZone: string, now: Date): Read<Declared> {
  const read = readForm(DeclareForm, body)
  if (!read.ok) return read
  const since = momentOf(read.value.since, timeZone)
  const next = read.value.next === undefined ? undefined : momentOf(read.value.next, timeZone)
  const faults: Faults = {}
  if (!since) faults.since = { key: 'incidents.not_a_time' }
  else if (since > now) faults.since = { key: 'incidents.since_later' }
  const wrong = read.value.next === undefined ? undefined : faultOfNext(next, now)
  if (wrong) faults.next = { key: wrong }
  if (!since || Object.keys(faults).length > 0) return { ok: false, faults, typed: read.typed }
  return { ...read, value: { ...read.value, since, next, text: read.value.text } }
}

const UpdateForm = z.object({
  headline: line(HEADLINE_MAX, 1),
  next: optional(moment()),
  text: optional(lines(TEXT_MAX)),
})
export type Updated = { headline: string; next: Date | undefined; text: string | undefined }

export function readUpdate(body: unknown, timeZone: string, now: Date): Read<Updated> {
  const read = readForm(UpdateForm, body)
  if (!read.ok) return read
  const { next: typed, headline, text } = read.value
  const next = typed === undefined ? undefined : momentOf(typed, timeZone)
  const wrong = typed === undefined ? undefined : faultOfNext(next, now)
  if (wrong) return { ok: false, faults: { next: { key: wrong } }, typed: read.typed }
  return { ...read, value: { headline, text, next } }
}

export const EndForm = z.object({ text: lines(TEXT_MAX, 1), closes: checkbox() })

/**
 * Ticked rows arrive as `ticket_12`; a number may be typed, with or without its sign. `from`: the ticket on the desk
 * from which this was sent, with its spot in the queue.
 */
export function readGathered(body: unknown): { ids: number[]; typed: string; from: number | undefined; spot: string } {
  const fields = (body ?? {}) as Record<string, unknown>
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name].trim() : '')
  const ticked = Object.keys(fields).flatMap((name) => readId(/^ticket_(\d+)$/.exec(name)?.[1]) ?? [])
  const typed = text('number')
  const number = readId(/(?:^|\/|#)(\d{1,10})(?:-[^/]*)?$/.exec(typed)?.[1])
  return {
    ids: [...new Set([...ticked, ...(number === undefined ? [] : [number])])],
    typed: number ? '' : typed,
    from: readId(text('from')),
    spot: text(SPOT_FIELD),
  }
}

export const ReleaseForm = z.object({ ticket: id() })
export const MeTooForm = z.object({ email: optional(email()) })

function momentOf(text: string, timeZone: string): Date | undefined {
  const wall = readWallTime(text)
  return wall && instantOf(wall, timeZone)
}

function faultOfNext(next: Date | undefined, now: Date): string | undefined {
  if (!next) return 'incidents.not_a_time'
  if (next <= now) return 'incidents.next_earlier'
  return next.getTime() - now.getTime() > LONGEST_SILENCE_MS ? 'incidents.next_too_late' : undefined
}

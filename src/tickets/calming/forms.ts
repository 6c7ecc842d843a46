import { z } from 'zod'
import { id, lines, optional } from '../../web/forms.ts'
import { TEXT_MAX } from '../writing.ts'

/** `reply`: the one it is about; without it, the ticket itself. */
export const ShadowForm = z.object({ reply: optional(id()) })

export const PoliteForm = z.object({ text: lines(TEXT_MAX, 1) })

const whole = (least: number, most: number, key: string) =>
  z
    .string()
    .trim()
    .refine((text) => /^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most, `key:calming.${key}`)
    .transform(Number)

export const MODES = ['slow', 'shadow'] as const
export const WHOM = ['person', 'network'] as const

/** `minutes` counts in slow mode only, so that a slip in it is no reason to refuse the other. */
export const RestrainForm = z.object({
  reply: optional(id()),
  mode: z.enum(MODES),
  whom: z.enum(WHOM),
  minutes: optional(whole(1, 1440, 'not_minutes')),
  days: whole(1, 90, 'not_days'),
})

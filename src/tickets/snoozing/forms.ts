import { z } from 'zod'
import { line, optional } from '../../web/forms.ts'
import { UNTIL } from '../waking.ts'

/** `at`: as a field of the type datetime-local writes it, in the zone of whoever puts off. */
export const SnoozeForm = z.object({ until: z.enum(UNTIL), at: optional(line(30)) })

export const WakeForm = z.object({})

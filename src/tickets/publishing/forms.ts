import { z } from 'zod'
import { id, optional } from '../../web/forms.ts'

/** `seen`: the newest reply that stood on the page on which it was agreed to. */
export const VisibilityForm = z.object({ to: z.enum(['public', 'private']), seen: optional(id()) })

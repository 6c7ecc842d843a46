import { z } from 'zod'
import { id, optional } from '../../web/forms.ts'

/** `ticket`: the one to come back to; without it, the act's first. `back`: another page of it than its own. */
export const UndoForm = z.object({ ticket: optional(id()), back: optional(z.enum(['incident', 'ideas'])) })

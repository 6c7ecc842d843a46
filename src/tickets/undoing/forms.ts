import { z } from 'zod'
import { id, optional } from '../../web/forms.ts'

/** `ticket`: the one to come back to; without it, the act's first. */
export const UndoForm = z.object({ ticket: optional(id()) })

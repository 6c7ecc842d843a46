import { z } from 'zod'
import { email, id, line, optional } from '../../web/forms.ts'
import { NAME_MAX } from '../writing.ts'

/** Somebody of whom the history can say who they were: a guest has a name. */
export const GuestForm = z.object({ name: line(NAME_MAX, 1), email: optional(email()) })
export const RevokeForm = z.object({ person: id() })

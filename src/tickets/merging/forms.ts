import { z } from 'zod'
import { id, optional } from '../../web/forms.ts'
import { REACHES } from './rules.ts'

/** `seen`: the newest reply on either ticket that stood on the page on which it was agreed to. */
export const MergeForm = z.object({ into: id(), reach: z.enum(REACHES), seen: optional(id()) })

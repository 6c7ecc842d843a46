import { z } from 'zod'
import { checkbox, line, optional } from '../../../web/forms.ts'

/** `in`: the words of the queue's address. */
export const ViewForm = z.object({ name: line(60, 1), shared: checkbox(), in: z.string().max(500).default('') })

/** Fields that are not sent stay as they are: the filters are changed in the queue, the name in the list. */
export const ChangeForm = z.object({
  name: optional(line(60, 1)),
  /** The list sends it, ticked or not; the queue does not. */
  listed: checkbox(),
  shared: checkbox(),
  in: z.string().max(500).optional(),
})

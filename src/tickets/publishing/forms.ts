import { z } from 'zod'
import { checkbox, id, optional } from '../../web/forms.ts'

/**
 * `seen`: the newest reply that stood on the page on which it was agreed to. `anonymous`: the author's name stays behind.
 * `preview`: only show what it would look like.
 */
export const VisibilityForm = z.object({
  to: z.enum(['public', 'private']),
  seen: optional(id()),
  anonymous: checkbox(),
  preview: checkbox(),
})

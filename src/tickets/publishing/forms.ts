import { z } from 'zod'
import { checkbox, line, optional } from '../../web/forms.ts'

/**
 * `seen`: what stood on the page on which it was agreed to, see stateOf. `anonymous`: the author's name stays behind.
 * `preview`: only show what it would look like.
 */
export const VisibilityForm = z.object({
  to: z.enum(['public', 'private']),
  seen: optional(line(64)),
  anonymous: checkbox(),
  preview: checkbox(),
})

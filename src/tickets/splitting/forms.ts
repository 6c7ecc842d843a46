import { z } from 'zod'
import { KINDS } from '../../taxonomy/rules.ts'
import { line } from '../../web/forms.ts'
import { TITLE_MAX } from '../writing.ts'

export const SplitForm = z.object({
  title: line(TITLE_MAX, 1),
  kind: z.enum(KINDS),
  visibility: z.enum(['public', 'private']),
})

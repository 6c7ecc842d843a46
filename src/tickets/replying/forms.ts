import { z } from 'zod'
import { line, lines, optional } from '../../web/forms.ts'
import { NAME_MAX, TEXT_MAX } from '../writing.ts'

export const ReplyForm = z.object({
  text: lines(TEXT_MAX, 1),
  name: optional(line(NAME_MAX)),
})

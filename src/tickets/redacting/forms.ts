import { z } from 'zod'
import { id, lines, optional } from '../../web/forms.ts'
import { TEXT_MAX } from '../writing.ts'

/** Words that staff know to be private: one a line. */
export const RedactForm = z.object({ also: optional(lines(5000)) })

/** `was` names the text that the form was made from (see rules). */
export const PartForm = z.object({
  open: lines(TEXT_MAX, 1),
  apart: lines(TEXT_MAX, 1),
  was: z.string(),
  reply: optional(id()),
})

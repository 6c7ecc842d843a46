import { z } from 'zod'
import { line, lines } from '../../web/forms.ts'
import { TEXT_MAX, TITLE_MAX } from '../writing.ts'

/** `was` names the text that the form was made from, so that two who edit at once do not undo each other. */
export const TicketTextForm = z.object({ title: line(TITLE_MAX, 1), text: lines(TEXT_MAX, 1), was: z.string() })
export const ReplyTextForm = z.object({ text: lines(TEXT_MAX, 1), was: z.string() })

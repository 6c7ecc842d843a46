import { z } from 'zod'
import { line, lines } from '../../web/forms.ts'
import { TEXT_MAX, TITLE_MAX } from '../writing.ts'

export const TicketForm = z.object({ title: line(TITLE_MAX, 1), text: lines(TEXT_MAX, 1) })
/** A kind word may be a title alone. */
export const ThanksForm = z.object({ title: line(TITLE_MAX, 1), text: lines(TEXT_MAX) })
export const ReplyForm = z.object({ text: lines(TEXT_MAX, 1) })

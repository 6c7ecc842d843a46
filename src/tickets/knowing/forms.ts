import { z } from 'zod'
import { id, lines } from '../../web/forms.ts'

export const NOTE_MAX = 5000

export const NoteForm = z.object({ note: lines(NOTE_MAX, 1) })
export const RemoveNoteForm = z.object({ note: id() })

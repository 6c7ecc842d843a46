import { z } from 'zod'
import { id } from '../../web/forms.ts'

export const REASONS = ['deleted', 'spam'] as const

export const RemoveForm = z.object({ why: z.enum(REASONS) })
export const RestoreReplyForm = z.object({ reply: id() })

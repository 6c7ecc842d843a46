import { z } from 'zod'
import { id } from '../../web/forms.ts'

export const SettleForm = z.object({})

/** `to`: a colleague. */
export const PassOnForm = z.object({ to: id() })

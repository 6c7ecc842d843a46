import { z } from 'zod'
import { checkbox } from '../../../web/forms.ts'
import { NOTICES } from '../comfort.ts'

export const ComfortForm = z.object({ notices: z.enum(NOTICES), notice_sound: checkbox(), uses_keys: checkbox() })

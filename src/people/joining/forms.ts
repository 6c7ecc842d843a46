import { z } from 'zod'
import { password, staffName } from '../forms.ts'

export const JoinForm = z.object({ name: staffName(), password: password() })

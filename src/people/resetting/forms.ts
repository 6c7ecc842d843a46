import { z } from 'zod'
import { email } from '../../web/forms.ts'
import { password } from '../forms.ts'

export const AskForm = z.object({ email: email() })
export const NewPasswordForm = z.object({ password: password() })

import { z } from 'zod'
import { email, line, optional } from '../../web/forms.ts'
import { language, password, staffName, timeZone } from '../forms.ts'

export const ProfileForm = z.object({
  name: staffName(),
  title: line(80),
  language: optional(language()),
  time_zone: optional(timeZone()),
})

export const EmailForm = z.object({ email: email(), email_password: password() })

export const PasswordForm = z.object({ current_password: password(), new_password: password() })

export type Profile = z.output<typeof ProfileForm>

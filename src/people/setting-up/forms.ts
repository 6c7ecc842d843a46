import { z } from 'zod'
import { email, line } from '../../web/forms.ts'
import { language, password, staffName, timeZone } from '../forms.ts'

export const AdminForm = z.object({ name: staffName(), email: email(), password: password() })

export const SetUpForm = AdminForm.extend({
  site_name: line(60, 1),
  language: language(),
  time_zone: timeZone(),
})

export type SetUp = z.output<typeof SetUpForm>

import { z } from 'zod'
import { line } from '../../web/forms.ts'
import { password } from '../forms.ts'

/** Any text may be tried as an address: what is wrong is said in one way only. */
export const SignInForm = z.object({ email: line(254, 1), password: password(), next: z.string().optional() })

import { z } from 'zod'
import { email, id, optional } from '../../web/forms.ts'

const role = () => z.enum(['agent', 'admin'])

export const InviteForm = z.object({ email: email(), role: role() })
export const RoleForm = z.object({ role: role() })
/** Who takes over; nobody when left empty. */
export const LeaveForm = z.object({ to: optional(id()) })

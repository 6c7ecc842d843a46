import { z } from 'zod'
import { id } from '../../web/forms.ts'

/** `other`: the person to be made one with the ticket's requester. */
export const JoinForm = z.object({ other: id() })

import { z } from 'zod'
import { id, lines, optional } from '../../web/forms.ts'

/** The sentence a customer reads beside a status. */
const REASON_MAX = 1000

/** `from`: the status that the card was seen in. `asked`: the reason was asked for already. */
export const MoveForm = z.object({ from: id(), to: id(), reason: optional(lines(REASON_MAX)), asked: optional(id()) })

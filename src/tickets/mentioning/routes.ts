/** What colleagues want of each other on a ticket: seen, and thanks passed on. */
import type { z } from 'zod'
import type { Trx } from '../../db/schema.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import type { Actor, EventType } from '../events.ts'
import type { Ticket } from '../queries.ts'
import { passOn, settle } from './commands.ts'
import { PassOnForm, SettleForm } from './forms.ts'

/** An act with a form of its own on the ticket's page: made by tickets/triage, handed in by app.ts. */
type Sorting = <S extends z.ZodObject>(
  name: string,
  form: S,
  told: EventType,
  fault: string,
  act: (trx: Trx, ticket: Ticket, value: z.output<S>, actor: Actor, staff: StaffViewer) => Promise<void>,
) => void

export function mentioningRoutes(sorting: Sorting): void {
  sorting('settle', SettleForm, 'mention_settled', 'settle', (trx, ticket, _, actor, staff) =>
    settle(trx, ticket.id, staff.id, actor),
  )
  sorting('pass-on', PassOnForm, 'passed_on', 'to', (trx, ticket, { to }, actor) => passOn(trx, ticket, to, actor))
}

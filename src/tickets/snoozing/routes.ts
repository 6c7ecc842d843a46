/** Putting a ticket off, and taking it up again. */
import type { z } from 'zod'
import type { Trx } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { Refused } from '../../web/errors.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import type { Actor, EventType } from '../events.ts'
import type { Ticket } from '../queries.ts'
import { wake } from '../waking.ts'
import { snooze } from './commands.ts'
import { SnoozeForm, WakeForm } from './forms.ts'
import { wakeTime } from './rules.ts'

/** An act with a form of its own on the ticket's page: made by tickets/triage, handed in by app.ts. */
type Sorting = <S extends z.ZodObject>(
  name: string,
  form: S,
  told: EventType,
  fault: string,
  act: (trx: Trx, ticket: Ticket, value: z.output<S>, actor: Actor, staff: StaffViewer) => Promise<void>,
) => void

export function snoozingRoutes(house: House, sorting: Sorting): void {
  sorting('snooze', SnoozeForm, 'snoozed', 'at', async (trx, ticket, { until, at }, actor, staff) => {
    const timeZone = staff.timeZone ?? house.settings.now.timeZone
    const time = wakeTime(until, at, timeZone, new Date())
    if (time === undefined) throw new Refused('snoozing.not_ahead', {}, 422)
    await snooze(trx, ticket.id, time, actor)
  })
  sorting('wake', WakeForm, 'woken', 'at', async (trx, ticket, _, actor) => {
    await wake(trx, [ticket.id], actor, 'hand')
  })
}

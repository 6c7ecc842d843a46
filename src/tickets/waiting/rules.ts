import type { StatusRow } from '../../db/schema.ts'
import type { Reminding } from '../../settings/rules.ts'
import { answeredStatus, type Taxonomy } from '../../taxonomy/rules.ts'
import type { Ticket } from '../queries.ts'

const DAY = 86_400_000

/** What is due on a ticket that was reminded so often, the last time then. */
export function dueStep(
  { firstDays, againDays, closeDays }: Reminding,
  { reminders, last }: { reminders: number; last: Date },
  now: Date,
): 'remind' | 'close' | undefined {
  const days = [firstDays, againDays, closeDays][Math.min(reminders, 2)] ?? 0
  // Nought is never: of the second reminder and of closing, too.
  if (days === 0 || now.getTime() - last.getTime() < days * DAY) return undefined
  return reminders < 2 ? 'remind' : 'close'
}

/** Nothing sooner than this can be due. */
export const soonestDays = ({ firstDays, againDays, closeDays }: Reminding): number =>
  Math.min(...[firstDays, againDays, closeDays].filter((days) => days > 0))

/** Where a ticket ends of which nobody speaks any more: "Closed", else what comes last with a reason. */
export function closedStatus(taxonomy: Taxonomy, kind: Ticket['kind']): StatusRow {
  const done = taxonomy.byKind[kind].filter(({ phase }) => phase === 'done')
  return (
    done.find(({ message_key }) => message_key === 'closed') ??
    done.findLast(({ needs_reason }) => needs_reason) ??
    answeredStatus(taxonomy, kind)
  )
}

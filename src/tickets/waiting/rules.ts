import type { Reminding } from '../../settings/rules.ts'

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

/** How urgent a ticket is. Strangers see none of it, and no date that they see moves. */
import type { Trx } from '../db/schema.ts'
import { setClocks } from './clocks.ts'
import { type Actor, record } from './events.ts'

export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const
export type Priority = (typeof PRIORITIES)[number]

/** 1 low … 4 urgent, as rows keep it. */
export const priorityNumber = (name: Priority): number => PRIORITIES.indexOf(name) + 1
export const priorityName = (number: number): Priority => PRIORITIES[number - 1] ?? 'normal'

/** On a locked ticket. `rule`: the name of the rule that decided it; nothing happens where it is so already. */
export async function setPriority(
  trx: Trx,
  ticket: { id: number },
  priority: number,
  actor: Actor,
  { rule }: { rule?: string } = {},
): Promise<void> {
  const before = await trx
    .selectFrom('tickets')
    .select('priority')
    .where('id', '=', ticket.id)
    .executeTakeFirstOrThrow()
  if (before.priority === priority) return
  await trx.updateTable('tickets').set({ priority }).where('id', '=', ticket.id).execute()
  const data = { from: priorityName(before.priority), to: priorityName(priority), ...(rule !== undefined && { rule }) }
  await record(trx, ticket.id, 'prioritised', actor, data)
  // What is urgent is due sooner.
  await setClocks(trx, ticket.id)
}

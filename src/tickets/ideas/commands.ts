import type { StatusRow, Trx } from '../../db/schema.ts'
import { changeStatus } from '../commands.ts'
import type { Actor } from '../events.ts'
import { putNews } from '../receipts.ts'
import { waitAnew } from '../turns.ts'
import type { Idea } from './queries.ts'

/** A card to another column is the idea's new status: with its event, its reason, and a notice to whoever asked for it. */
export async function move(
  trx: Trx,
  secret: string,
  idea: Idea,
  status: StatusRow,
  reason: string | undefined,
  actor: Actor,
): Promise<void> {
  if (status.id === idea.status_id) return
  await changeStatus(trx, idea, status, actor, { reason })
  if (status.phase === 'open' && idea.phase !== 'open') await waitAnew(trx, idea.id)
  await putNews(trx, secret, idea, { name: 'ticket_status' }, actor.personId)
}

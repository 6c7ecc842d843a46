import type { Trx } from '../../db/schema.ts'
import { type Actor, record } from '../events.ts'

/** Every link given out so far stops working; browsers that hold the visitor key are not touched. */
export async function renewLink(trx: Trx, ticketId: number, actor: Actor): Promise<number> {
  const { link_version: version } = await trx
    .updateTable('tickets')
    .set((eb) => ({ link_version: eb('link_version', '+', 1) }))
    .where('id', '=', ticketId)
    .returning('link_version')
    .executeTakeFirstOrThrow()
  await record(trx, ticketId, 'link_renewed', actor, { version })
  return version
}

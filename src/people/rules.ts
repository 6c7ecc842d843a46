import type { Db, Trx } from '../db/schema.ts'

/** What hangs on a member of the team elsewhere: tickets are a floor above, so app.ts hands this in. */
export type OpenWork = {
  /** Open tickets by staff number. */
  count(db: Db): Promise<Map<number, number>>
  /** Gives everything open, and what would come by default, to somebody else or to nobody. */
  handOver(trx: Trx, from: number, to: { id: number; name: string } | null, actor: { personId: number }): Promise<void>
}

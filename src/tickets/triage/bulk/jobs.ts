/** Who goes on with acts on many tickets: the process that took the order, at once; after a crash, any by the clock. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { House } from '../../../house.ts'
import type { BulkAct } from '../../bulk.ts'
import { goOn } from './commands.ts'
import { listGoing } from './queries.ts'

/** Between two chunks everybody else has a turn. */
const PAUSE_MS = 15
/** Another act holding the same tickets in another order: one of the two is ended by the database and tried anew. */
const DEADLOCK = '40P01'

export type Runner = {
  /** Resolves when there is no more to do, or after `ms`. */
  run(id: number, ms: number): Promise<void>
}

/** Closing the app waits for the chunk in hand, no longer; the rest is gone on with after the next start. */
export function bulkRunner(app: FastifyInstance, { db }: House, acts: readonly BulkAct[]): Runner {
  const going = new Map<number, Promise<void>>()
  let closing = false
  app.addHook('onClose', async () => {
    closing = true
    await Promise.all(going.values())
  })

  async function work(id: number): Promise<void> {
    try {
      while (!closing && (await chunk(db, acts, id))) await sleep(PAUSE_MS)
    } catch (error) {
      app.log.error({ err: error, bulk: id }, 'an act on many tickets stands still; it is tried again by the clock')
    } finally {
      going.delete(id)
    }
  }

  return {
    async run(id, ms) {
      const work_ = going.get(id) ?? work(id)
      going.set(id, work_)
      await Promise.race([work_, sleep(ms, undefined, { ref: false })])
    },
  }
}

async function chunk(db: House['db'], acts: readonly BulkAct[], id: number): Promise<boolean> {
  try {
    return await db.transaction().execute((trx) => goOn(trx, acts, id))
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === DEADLOCK) return true
    throw error
  }
}

/** No longer than this at one time, so that other jobs have theirs. */
const JOB_MS = 20_000

/** By the clock: whatever was begun and nobody is at. */
export async function goOnWithBulk({ db }: House, acts: readonly BulkAct[]): Promise<void> {
  const until = Date.now() + JOB_MS
  for (const id of await listGoing(db)) {
    while (Date.now() < until && (await chunk(db, acts, id))) await sleep(PAUSE_MS)
  }
}

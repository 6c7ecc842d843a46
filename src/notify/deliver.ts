/**
 * Sends what the outbox holds: at least once, in the order of each thread, again after a failure. A row is leased, not
 * locked: a process killed while sending gives it back when the lease runs out (job queues with hours-long leases lose
 * hours), and no transaction stays open while a mail server thinks.
 */
import { sql } from 'kysely'
import type { Connection } from '../db/connect.ts'
import type { Db } from '../db/schema.ts'
import { isDatabaseAway } from '../web/errors.ts'
import { OUTBOX_CHANNEL } from './outbox.ts'

export type Parcel = {
  id: number
  carrier: string
  thread: string
  message: unknown
  attempts: number
  created_at: Date
}
/** Sends one message, or throws: NotDeliverable when no later attempt can help. */
export type Carrier = (parcel: Parcel, signal: AbortSignal) => Promise<void>

/** Final: the row is kept as failed, with the reason. */
export class NotDeliverable extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'NotDeliverable'
  }
}

type Log = { info(data: object, text: string): void; warn(data: object, text: string): void }

export type DeliveryOptions = { connection: Connection; carriers: Readonly<Record<string, Carrier>>; log: Log }

const LEASE_SECONDS = 10
/** A tarpit may take a while to say yes; one that never does must not hold up the others. */
const SEND_MS = 60_000
/** The last of a hundred attempts is made some four days after the first (RFC 5321, 4.5.4.1). */
const MOST_ATTEMPTS = 100
const LONGEST_WAIT_SECONDS = 3600
/** Hints come with every commit; this often the table is looked at without one. */
const POLL_MS = 30_000
const LEAST_REST_MS = 250
/** How long a stop waits; the message being sent is given up a second earlier, so that its row can be given back. */
const STOP_MS = 5000

/** Starts the loop. `stop` ends it after the message being sent, within five seconds; what is left waits in the table. */
export async function startDelivery({
  connection,
  carriers,
  log,
}: DeliveryOptions): Promise<{ stop(): Promise<void> }> {
  let stopping = false
  const giveUp = new AbortController()
  let hinted = false
  let wake = () => {}
  await connection.listen(OUTBOX_CHANNEL, () => {
    hinted = true
    wake()
  })

  function rest(ms: number): Promise<void> {
    return new Promise((done) => {
      if (hinted || stopping) return done()
      const timer = setTimeout(done, ms)
      wake = () => {
        clearTimeout(timer)
        done()
      }
    })
  }

  async function run(): Promise<void> {
    while (!stopping) {
      hinted = false
      try {
        while (!stopping && (await deliverNext(connection.db, carriers, log, giveUp.signal)));
        await rest(await restMs(connection.db))
      } catch (error) {
        if (!isDatabaseAway(error) && !stopping) log.warn({ err: error }, 'delivery of notices')
        await rest(2000)
      }
    }
  }

  const running = run()
  return {
    async stop() {
      stopping = true
      wake()
      setTimeout(() => giveUp.abort(), STOP_MS - 1000).unref()
      await Promise.race([running, new Promise((done) => setTimeout(done, STOP_MS).unref())])
    },
  }
}

/** Sends the notice that is due; false when there is none. A failure is written down in its row, not thrown. */
export async function deliverNext(
  db: Db,
  carriers: DeliveryOptions['carriers'],
  log: Log,
  giveUp: AbortSignal = new AbortController().signal,
): Promise<boolean> {
  const parcel = await claim(db)
  if (!parcel) return false
  const beat = setInterval(() => {
    extendLease(db, parcel.id).catch((error: Error) => log.warn({ err: error, outbox: parcel.id }, 'lease of a notice'))
  }, LEASE_SECONDS * 400)
  try {
    const carrier = carriers[parcel.carrier]
    if (!carrier) throw new NotDeliverable(`there is no carrier ${parcel.carrier}`)
    if (parcel.attempts > MOST_ATTEMPTS) throw new NotDeliverable('the process ended each time this was to be sent')
    await carrier(parcel, AbortSignal.any([AbortSignal.timeout(SEND_MS), giveUp]))
    await markSent(db, parcel.id)
  } catch (error) {
    await markFailed(db, parcel, error, log)
  } finally {
    clearInterval(beat)
  }
  return true
}

const WAITING = sql<boolean>`due.sent_at IS NULL AND due.failed_at IS NULL AND (due.thread = '' OR NOT EXISTS (
  SELECT 1 FROM outbox AS earlier WHERE earlier.thread = due.thread AND earlier.id < due.id
    AND earlier.sent_at IS NULL AND earlier.failed_at IS NULL))`

async function claim(db: Db): Promise<Parcel | undefined> {
  const { rows } = await sql<Parcel>`
    UPDATE outbox SET locked_until = now() + make_interval(secs => ${LEASE_SECONDS}), attempts = attempts + 1
    WHERE id = (
      SELECT due.id FROM outbox AS due
      WHERE ${WAITING} AND due.run_at <= now() AND (due.locked_until IS NULL OR due.locked_until <= now())
      ORDER BY due.run_at, due.id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, carrier, thread, message, attempts, created_at`.execute(db)
  return rows[0]
}

async function restMs(db: Db): Promise<number> {
  const { rows } = await sql<{ next: Date | null }>`
    SELECT min(greatest(due.run_at, due.locked_until)) AS next FROM outbox AS due WHERE ${WAITING}`.execute(db)
  const next = rows[0]?.next
  return next ? Math.min(POLL_MS, Math.max(LEAST_REST_MS, next.getTime() - Date.now())) : POLL_MS
}

async function extendLease(db: Db, id: number): Promise<void> {
  await sql`UPDATE outbox SET locked_until = now() + make_interval(secs => ${LEASE_SECONDS}) WHERE id = ${id}`.execute(
    db,
  )
}

/** The words go with the sending: links that open something would otherwise lie in the table in the clear. */
async function markSent(db: Db, id: number): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ sent_at: new Date(), locked_until: null, error: null, message: '{}' })
    .where('id', '=', id)
    .execute()
}

async function markFailed(db: Db, { id, attempts }: Parcel, error: unknown, log: Log): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  const isLast = error instanceof NotDeliverable || attempts >= MOST_ATTEMPTS
  log.warn(
    { event: isLast ? 'notice_failed' : 'notice_delayed', outbox: id, attempts, reason },
    'a notice was not sent',
  )
  const again = sql<Date>`now() + make_interval(secs => ${waitSeconds(attempts)})`
  await db
    .updateTable('outbox')
    .set({
      locked_until: null,
      error: reason.slice(0, 1000),
      ...(isLast ? { failed_at: new Date() } : { run_at: again }),
    })
    .where('id', '=', id)
    .execute()
}

/** 10 s, 20 s, 40 s … an hour, a quarter more or less, so that many failed at once do not come back at once. */
export function waitSeconds(attempts: number, random = Math.random()): number {
  return Math.min(LONGEST_WAIT_SECONDS, 10 * 2 ** Math.min(attempts - 1, 20)) * (0.75 + random / 2)
}

/** Notices sent long ago are forgotten; the keys that make a notice one are too old to come again. */
export async function sweepOutbox(db: Db): Promise<void> {
  await db.deleteFrom('outbox').where(sql<boolean>`sent_at < now() - interval '90 days'`).execute()
}

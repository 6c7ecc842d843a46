/**
 * One act on many tickets, a chunk in a transaction: what is done to the tickets and how far it is are stored together,
 * so that whoever goes on after a crash does nothing twice. A ticket that refuses is left as it was, the others go on.
 */
import { sql } from 'kysely'
import { noteAct } from '../../../db/audit.ts'
import type { BulkRefusal, BulkState, Trx } from '../../../db/schema.ts'
import { Refusal } from '../../../web/errors.ts'
import type { BulkAct, BulkBy, BulkParams } from '../../bulk.ts'
import { announce } from '../../live.ts'
import { Merged } from '../../merged.ts'
import { findRemoved, getTicket } from '../../queries.ts'
import { takeBack, undoable } from '../../undo.ts'
import { type BulkRun, findActor, listUndos } from './queries.ts'

/** Others wait for locked tickets, and on the embedded database for the whole chunk. */
const CHUNK_MS = 250
const CHUNK_TICKETS = 50
/** Those named one by one; of more than that the number is told. */
const MOST_NAMED = 100

export type Started = { act: string; params: BulkParams; told: string; spot: string; ticketIds: readonly number[] }

export async function startRun(trx: Trx, staffId: number, { told, ...run }: Started): Promise<number> {
  const { id } = await trx
    .insertInto('bulk_acts')
    .values({
      staff_id: staffId,
      act: run.act,
      params: JSON.stringify(run.params),
      spot: run.spot,
      ticket_ids: [...run.ticketIds],
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await noteAct(trx, staffId, 'bulk_started', { what: told, after: { tickets: run.ticketIds.length } })
  return id
}

/** Between two chunks; what is done stays, and can be taken back. */
export async function stopRun(trx: Trx, staffId: number, id: number, told: string): Promise<void> {
  const stopped = await trx
    .updateTable('bulk_acts')
    .set({ state: 'stopped', ended_at: new Date() })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .returning('done')
    .executeTakeFirst()
  if (stopped) await noteAct(trx, staffId, 'bulk_stopped', { what: told, after: { tickets: stopped.done } })
}

export async function startUndo(trx: Trx, staffId: number, id: number, told: string): Promise<boolean> {
  const begun = await trx
    .updateTable('bulk_acts')
    .set({ state: 'undoing', undone: 0, refused: '[]', refused_count: 0, ended_at: null })
    .where('id', '=', id)
    .where('state', 'in', ['done', 'stopped'])
    .returning('changed')
    .executeTakeFirst()
  if (begun) await noteAct(trx, staffId, 'bulk_undone', { what: told, after: { tickets: begun.changed } })
  return begun !== undefined
}

/** The next chunk. False when there is no more to do, or somebody else is at it. */
export async function goOn(trx: Trx, acts: readonly BulkAct[], id: number): Promise<boolean> {
  const run = await trx
    .selectFrom('bulk_acts')
    .selectAll()
    .where('id', '=', id)
    .where('state', 'in', ['running', 'undoing'])
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!run) return false
  const act = acts.find(({ name }) => name === run.act)
  const by = await findActor(trx, run.staff_id)
  // Whoever began it has left the team: what is done stays, the rest is nobody's wish any more.
  const state = act && by ? await (run.state === 'running' ? doSome : undoSome)(trx, run, act, by) : 'stopped'
  await trx
    .updateTable('bulk_acts')
    .set({
      done: run.done,
      changed: run.changed,
      undone: run.undone,
      refused: JSON.stringify(run.refused),
      refused_count: run.refused_count,
      state,
      ended_at: state === run.state ? null : new Date(),
    })
    .where('id', '=', id)
    .execute()
  await announce(trx)
  return state === run.state
}

async function doSome(trx: Trx, run: BulkRun, act: BulkAct, by: BulkBy): Promise<BulkState> {
  const until = performance.now() + CHUNK_MS
  for (const id of run.ticket_ids.slice(run.done, run.done + CHUNK_TICKETS)) {
    await orLeave(trx, run, id, async () => {
      const also = (await act.also?.(trx, id, run.params)) ?? []
      const ticketIds = [...new Set([id, ...also])]
      const { undoId } = await undoable(trx, { staffId: by.staff.id, type: act.type, ticketIds }, async () => {
        const ticket = act.onRemoved ? await findRemoved(trx, id) : await getTicket(trx, by.viewer, id)
        if (ticket) await act.run(trx, ticket, run.params, by)
        return { result: undefined }
      })
      if (undoId === null) return
      await trx.updateTable('undos').set({ bulk_id: run.id }).where('id', '=', undoId).execute()
      run.changed += 1
    })
    run.done += 1
    if (performance.now() > until) break
  }
  return run.done < run.ticket_ids.length ? 'running' : 'done'
}

/** The last first, as they were built upon each other. */
async function undoSome(trx: Trx, run: BulkRun, _act: BulkAct, by: BulkBy): Promise<BulkState> {
  const until = performance.now() + CHUNK_MS
  const undos = await listUndos(trx, run.id, run.undone, CHUNK_TICKETS)
  for (const { id, ticket_ids } of undos) {
    await orLeave(trx, run, ticket_ids[0] ?? 0, async () => {
      await takeBack(trx, id, by.staff.id, by.actor)
    })
    run.undone += 1
    if (performance.now() > until) return 'undoing'
  }
  return undos.length === CHUNK_TICKETS ? 'undoing' : 'undone'
}

/** What this one ticket refuses is taken back to before it, and noted. */
async function orLeave(trx: Trx, run: BulkRun, ticketId: number, act: () => Promise<void>): Promise<void> {
  await sql`SAVEPOINT one_ticket`.execute(trx)
  try {
    await act()
    await sql`RELEASE SAVEPOINT one_ticket`.execute(trx)
  } catch (error) {
    const why = refusalOf(error, ticketId)
    if (!why) throw error
    await sql`ROLLBACK TO SAVEPOINT one_ticket`.execute(trx)
    const refusal: BulkRefusal = { id: ticketId, key: why.key, params: why.params }
    if (run.refused.length < MOST_NAMED) run.refused.push(refusal)
    run.refused_count += 1
  }
}

/** A colleague may have merged it since it was chosen; the others go on for that as well. */
function refusalOf(error: unknown, ticketId: number): Pick<Refusal, 'key' | 'params'> | undefined {
  if (error instanceof Refusal) return error
  if (!(error instanceof Merged)) return undefined
  return { key: 'merging.merged_already', params: { number: ticketId, other: error.into?.id } }
}

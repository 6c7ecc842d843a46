import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { BulkActs, Db } from '../../../db/schema.ts'
import { findReader } from '../../../people/queries.ts'
import { NotFound } from '../../../web/errors.ts'
import type { BulkBy } from '../../bulk.ts'

export type BulkRun = Selectable<BulkActs>

/** One's own only. Throws NotFound. */
export async function getRun(db: Db, staffId: number, id: number | undefined): Promise<BulkRun> {
  const run = await findRun(db, staffId, id)
  if (!run) throw new NotFound()
  return run
}

export async function findRun(db: Db, staffId: number, id: number | undefined): Promise<BulkRun | undefined> {
  if (id === undefined) return undefined
  return db.selectFrom('bulk_acts').selectAll().where('id', '=', id).where('staff_id', '=', staffId).executeTakeFirst()
}

/** Those that are to be gone on with, whoever began them: a process may have died in the middle. */
export async function listGoing(db: Db): Promise<number[]> {
  const rows = await db
    .selectFrom('bulk_acts')
    .select('id')
    .where('state', 'in', ['running', 'undoing'])
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** In whose name it is done; undefined once they have left the team. */
export async function findActor(db: Db, staffId: number): Promise<BulkBy | undefined> {
  const row = await db.selectFrom('staff').select('person_id').where('id', '=', staffId).executeTakeFirst()
  const viewer = row && (await findReader(db, row.person_id))
  if (!viewer?.staff) return undefined
  return { viewer, staff: viewer.staff, actor: { personId: viewer.personId, byStaff: true } }
}

/** Titles to recognise them by, in the order given; removed ones too. */
export async function listTitles(db: Db, ids: readonly number[]) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('tickets')
    .select(['id', 'title', 'language'])
    .where('id', 'in', [...ids])
    .execute()
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

/** Of these, those that stand on the desk, or among the removed. In the order of their numbers, as they are locked. */
export async function listStanding(db: Db, ids: readonly number[], removed: boolean): Promise<number[]> {
  const rows = await db
    .selectFrom('tickets')
    .select('id')
    .where(sql<boolean>`id = ANY(${[...ids]}::int[])`)
    .where('removed_at', removed ? 'is not' : 'is', null)
    .where('merged_into', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** The undos of its tickets, the last first; `from`: how many were dealt with already. */
export async function listUndos(db: Db, runId: number, from: number, limit: number) {
  return db
    .selectFrom('undos')
    .select(['id', 'ticket_ids'])
    .where('bulk_id', '=', runId)
    .orderBy('id', 'desc')
    .offset(from)
    .limit(limit)
    .execute()
}

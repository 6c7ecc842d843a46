/** A ticket that has arrived goes to whom the admin's rules name, as urgent as they say. */
import { type SqlBool, sql } from 'kysely'
import type { Db, Trx } from '../db/schema.ts'
import { onDuty } from '../people/duty.ts'
import { listStaff } from '../people/queries.ts'
import type { Settings } from '../settings/rules.ts'
import { BY_ITSELF, record } from './events.ts'
import { setPriority } from './priority.ts'
import { type Decision, decide, type Judged, type Rule } from './routing-rules.ts'

const JUDGED = ['kind', 'category_id', 'language', 'channel', 'title', 'source'] as const

/** Last in the transaction that makes the ticket. */
export async function routeArrival(trx: Trx, settings: Settings, ticketId: number): Promise<void> {
  const rules = (await listRules(trx)).filter(({ waits_minutes }) => waits_minutes === null)
  if (rules.length === 0) return
  const ticket = await readJudged(trx, ticketId)
  await follow(trx, ticketId, decide(rules, ticket, await chances(trx, settings)))
}

/** In their order. */
export async function listRules(db: Db): Promise<Rule[]> {
  return db.selectFrom('routing_rules').selectAll().orderBy('position').orderBy('id').execute()
}

export async function readJudged(db: Db, ticketId: number): Promise<Judged> {
  return db.selectFrom('tickets').select(JUDGED).where('id', '=', ticketId).executeTakeFirstOrThrow()
}

/** Who may be given work, and who of those on duty today has least of it. */
export async function chances(db: Db, settings: Settings, at = new Date()) {
  const team = new Set((await listStaff(db)).map(({ id }) => id))
  const duty = await onDuty(db, settings.timeZone, at)
  return { team, onDuty: duty.length > 1 ? await leastBusy(db, duty) : duty[0]?.id }
}

async function leastBusy(db: Db, among: readonly { id: number }[]): Promise<number | undefined> {
  const ids = among.map(({ id }) => id)
  const row = await db
    .selectFrom('staff')
    .leftJoin('tickets', (join) =>
      join
        .onRef('tickets.assignee_id', '=', 'staff.id')
        .on('tickets.phase', '<>', 'done')
        .on(sql<SqlBool>`tickets.removed_at IS NULL AND tickets.merged_into IS NULL`),
    )
    .select('staff.id')
    .where('staff.id', 'in', ids)
    .groupBy('staff.id')
    .orderBy((eb) => eb.fn.count('tickets.id'))
    .orderBy('staff.id')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** Does what was decided; each change names the rule that caused it. */
export async function follow(trx: Trx, ticketId: number, { who, priority }: Decision): Promise<void> {
  if (priority) await setPriority(trx, { id: ticketId }, priority.priority, BY_ITSELF, { rule: priority.rule.name })
  if (who) await giveTo(trx, ticketId, who)
}

/** Nothing changes, and nothing is told, where it is theirs already. */
async function giveTo(trx: Trx, ticketId: number, { rule, staffId }: NonNullable<Decision['who']>): Promise<void> {
  const before = await trx
    .selectFrom('tickets')
    .select('assignee_id')
    .where('id', '=', ticketId)
    .executeTakeFirstOrThrow()
  if (before.assignee_id === staffId) return
  await trx.updateTable('tickets').set({ assignee_id: staffId }).where('id', '=', ticketId).execute()
  const { name } = await trx.selectFrom('staff').select('name').where('id', '=', staffId).executeTakeFirstOrThrow()
  await record(trx, ticketId, 'assigned', BY_ITSELF, { from: before.assignee_id, to: staffId, name, rule: rule.name })
}

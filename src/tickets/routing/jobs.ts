/** Rules for tickets that have waited too long: more urgent, and handed to somebody who is told. */
import { type SqlBool, sql } from 'kysely'
import type { Db, Trx } from '../../db/schema.ts'
import { put } from '../../notify/outbox.ts'
import type { Settings } from '../../settings/rules.ts'
import { type Clock, clockOf, openBetween } from '../../text/business-time.ts'
import { chances, follow, listRules, readJudged } from '../arrival.ts'
import { lockTicket } from '../commands.ts'
import { BY_ITSELF, record } from '../events.ts'
import { type Decision, decide, type Rule } from '../routing-rules.ts'
import { deskTicketUrl } from '../urls.ts'

/** What one round looks at; the next one goes on. */
const MOST_AT_ONCE = 500

/** Each minute. A rule has its say once for each wait, when its time in opening hours has come. */
export async function escalateWaiting(db: Db, settings: Settings, now = new Date()): Promise<void> {
  const rules = (await listRules(db)).filter(({ waits_minutes, is_on }) => waits_minutes !== null && is_on)
  if (rules.length === 0) return
  const clock = clockOf(settings.hours, settings.timeZone)
  for (const id of await listCandidates(db, now)) {
    await db.transaction().execute((trx) => escalate(trx, settings, { id, rules, clock, now }))
  }
}

/** By the clock on the wall, which is never behind that of opening hours. Those put off are in nobody's way. */
async function listCandidates(db: Db, now: Date): Promise<number[]> {
  const rows = await db
    .selectFrom('tickets')
    .select('id')
    .where('waiting_since', 'is not', null)
    .where('removed_at', 'is', null)
    .where('merged_into', 'is', null)
    .where('snoozed_at', 'is', null)
    .where(
      sql<SqlBool>`EXISTS (SELECT 1 FROM routing_rules r WHERE r.is_on
        AND tickets.waiting_since <= ${now}::timestamptz - make_interval(mins => r.waits_minutes)
        AND NOT EXISTS (SELECT 1 FROM rule_runs
          WHERE ticket_id = tickets.id AND rule_id = r.id AND rule_runs.waiting_since = tickets.waiting_since))`,
    )
    .orderBy('waiting_since')
    .limit(MOST_AT_ONCE)
    .execute()
  return rows.map(({ id }) => id)
}

type Round = { id: number; rules: readonly Rule[]; clock: Clock; now: Date }

async function escalate(trx: Trx, settings: Settings, { id, rules, clock, now }: Round): Promise<void> {
  await lockTicket(trx, id)
  const ticket = await trx
    .selectFrom('tickets')
    .select(['waiting_since', 'title', 'priority'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const { waiting_since: since } = ticket
  if (!since) return
  const waited = openBetween(clock, since, now)
  const ran = await trx
    .selectFrom('rule_runs')
    .select('rule_id')
    .where('ticket_id', '=', id)
    .where('waiting_since', '=', since)
    .execute()
  const due = rules.filter(
    (rule) => waited >= (rule.waits_minutes ?? 0) * 60_000 && !ran.some(({ rule_id }) => rule_id === rule.id),
  )
  if (due.length === 0) return
  const { who, priority } = decide(due, await readJudged(trx, id), await chances(trx, settings, now))
  // Waiting makes nothing less urgent.
  const raised = priority && priority.priority > ticket.priority ? priority : undefined
  await follow(trx, id, { priority: raised })
  if (who) await handUp(trx, { id, title: ticket.title, since }, who)
  await trx
    .insertInto('rule_runs')
    .values(due.map((rule) => ({ ticket_id: id, rule_id: rule.id, waiting_since: since })))
    .onConflict((conflict) => conflict.columns(['ticket_id', 'rule_id']).doUpdateSet({ waiting_since: since }))
    .execute()
}

type Waiting = { id: number; title: string; since: Date }

/** Theirs from now on, and they are told even where it was theirs already. */
async function handUp(trx: Trx, ticket: Waiting, { rule, staffId }: NonNullable<Decision['who']>): Promise<void> {
  const staff = await trx
    .selectFrom('staff')
    .select(['name', 'person_id'])
    .where('id', '=', staffId)
    .executeTakeFirstOrThrow()
  await trx.updateTable('tickets').set({ assignee_id: staffId }).where('id', '=', ticket.id).execute()
  await record(trx, ticket.id, 'escalated', BY_ITSELF, { to: staffId, name: staff.name, rule: rule.name })
  await put(trx, {
    carrier: 'mail',
    dedupeKey: `escalated:${ticket.id}:${rule.id}:${ticket.since.getTime()}`,
    message: {
      kind: 'words',
      name: 'staff_escalated',
      toPersonId: staff.person_id,
      link: deskTicketUrl(ticket.id),
      params: { number: ticket.id, title: ticket.title },
      about: { type: 'ticket', id: ticket.id, readerId: staff.person_id },
    },
  })
}

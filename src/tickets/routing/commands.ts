import { sql } from 'kysely'
import { noteAct } from '../../db/audit.ts'
import type { Trx } from '../../db/schema.ts'
import type { RuleColumns } from './forms.ts'

/** Each takes who did it, for the audit log; `told`: the rule in words, before and after. */
export type By = { staffId: number; told: { before?: string; after?: string } }

const noted = ({ told }: By, what: string) => ({
  what,
  before: { rule: told.before ?? '' },
  after: { rule: told.after ?? '' },
})

/** At the end of the list: what stands above it has the first say. */
export async function addRule(trx: Trx, rule: RuleColumns, by: By): Promise<void> {
  await trx
    .insertInto('routing_rules')
    .values({ ...rule, position: sql`(SELECT coalesce(max(position), 0) + 1 FROM routing_rules)` })
    .execute()
  await noteAct(trx, by.staffId, 'rule_added', noted(by, rule.name))
}

/** A waiting rule has its say anew: it is another rule now. */
export async function changeRule(trx: Trx, id: number, rule: RuleColumns, by: By): Promise<void> {
  await trx.updateTable('routing_rules').set(rule).where('id', '=', id).execute()
  await trx.deleteFrom('rule_runs').where('rule_id', '=', id).execute()
  await noteAct(trx, by.staffId, 'rule_edited', noted(by, rule.name))
}

export async function removeRule(trx: Trx, id: number, by: By): Promise<void> {
  const gone = await trx.deleteFrom('routing_rules').where('id', '=', id).returning('name').executeTakeFirst()
  if (gone) await noteAct(trx, by.staffId, 'rule_removed', noted(by, gone.name))
}

/** The ids in their new order. */
export async function orderRules(
  trx: Trx,
  ids: readonly number[],
  by: Pick<By, 'staffId'>,
  name: string,
): Promise<void> {
  for (const [index, id] of ids.entries()) {
    await trx
      .updateTable('routing_rules')
      .set({ position: index + 1 })
      .where('id', '=', id)
      .execute()
  }
  await noteAct(trx, by.staffId, 'rule_moved', { what: name })
}

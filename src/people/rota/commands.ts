import { noteAct } from '../../db/audit.ts'
import type { Trx } from '../../db/schema.ts'

export type Told = { staffId: number; before: string[]; after: string[] }

/** The whole week at once. Who has left and was still named is named no more. */
export async function saveWeek(trx: Trx, week: ReadonlyMap<number, readonly number[]>, told: Told): Promise<void> {
  for (const [weekday, ids] of week) {
    const staff_ids = [...ids]
    await trx
      .insertInto('rota_week')
      .values({ weekday, staff_ids })
      .onConflict((conflict) => conflict.column('weekday').doUpdateSet({ staff_ids }))
      .execute()
  }
  await noteAct(trx, told.staffId, 'rota_saved', { before: { on_duty: told.before }, after: { on_duty: told.after } })
}

/** `ids` empty: nobody that day. One that is there already is replaced. */
export async function saveDay(trx: Trx, day: string, ids: readonly number[], told: Told): Promise<void> {
  const staff_ids = [...ids]
  await trx
    .insertInto('rota_days')
    .values({ day, staff_ids })
    .onConflict((conflict) => conflict.column('day').doUpdateSet({ staff_ids }))
    .execute()
  await noteAct(trx, told.staffId, 'rota_day_saved', {
    what: day,
    before: { on_duty: told.before },
    after: { on_duty: told.after },
  })
}

/** The day is as its weekday again. */
export async function removeDay(trx: Trx, day: string, staffId: number): Promise<void> {
  const gone = await trx.deleteFrom('rota_days').where('day', '=', day).returning('day').executeTakeFirst()
  if (gone) await noteAct(trx, staffId, 'rota_day_removed', { what: day })
}

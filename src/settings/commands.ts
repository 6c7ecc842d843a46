import { changed } from '../db/live.ts'
import type { Trx } from '../db/schema.ts'
import { loadSettings } from './queries.ts'
import type { Settings } from './rules.ts'

export const SETTINGS_TOPIC = 'settings'

/** Saves the given fields; the others stay. Every process reads the settings anew after the commit. */
export async function saveSettings(trx: Trx, changes: Partial<Settings>): Promise<void> {
  const value = JSON.stringify({ ...(await loadSettings(trx)), ...changes })
  await trx
    .insertInto('settings')
    .values({ key: 'site', value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, updated_at: new Date() }))
    .execute()
  await changed(trx, SETTINGS_TOPIC)
}

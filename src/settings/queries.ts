import { randomBytes } from 'node:crypto'
import type { Db } from '../db/schema.ts'
import { DEFAULT_SETTINGS, type Settings } from './rules.ts'

/** The settings as saved, filled up with the defaults. */
export async function loadSettings(db: Db): Promise<Settings> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', 'site').executeTakeFirst()
  return { ...DEFAULT_SETTINGS, ...(row?.value as Partial<Settings> | undefined) }
}

/** The secret that signs links and tokens: made once, kept in the database, left out of exports. */
export async function siteSecret(db: Db): Promise<string> {
  const made = JSON.stringify({ secret: randomBytes(32).toString('base64url') })
  await db
    .insertInto('settings')
    .values({ key: 'secret', value: made })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  const row = await db.selectFrom('settings').select('value').where('key', '=', 'secret').executeTakeFirstOrThrow()
  return (row.value as { secret: string }).secret
}

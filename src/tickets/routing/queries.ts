import { languagesOf } from '../../db/find-rows.ts'
import type { Db } from '../../db/schema.ts'
import { LANGUAGES } from '../../i18n/languages.ts'
import { listStaff } from '../../people/queries.ts'
import { listRules } from '../arrival.ts'

/** Ways by which a ticket can come, beside those that are there. */
const USUAL_CHANNELS = ['web', 'phone', 'mail', 'chat', 'social', 'person', 'other']

/** Everything the page of the rules needs beside the taxonomy. */
export async function readRouting(db: Db) {
  const rules = await listRules(db)
  const staff = await listStaff(db)
  const channels = await db.selectFrom('tickets').select('channel').distinct().limit(50).execute()
  const named = rules.flatMap(({ assignee_id }) => assignee_id ?? [])
  const former = named.filter((id) => !staff.some((one) => one.id === id))
  return {
    rules,
    staff,
    former: await namesOf(db, former),
    languages: [...new Set([...LANGUAGES.map(({ code }) => code), ...(await languagesOf(db, 'tickets'))])].filter(
      (code) => code !== 'und',
    ),
    channels: [...new Set([...USUAL_CHANNELS, ...channels.map(({ channel }) => channel)])],
  }
}

async function namesOf(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('staff')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** A ticket to try the rules on. */
export async function findTried(db: Db, id: number) {
  return db
    .selectFrom('tickets')
    .select(['kind', 'category_id', 'language', 'channel', 'title', 'source'])
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
}

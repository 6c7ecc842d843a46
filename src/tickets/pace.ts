/**
 * How soon people are answered, as everybody may know it: public tickets, public replies, by the clock on the wall
 * (DECISIONS 12). Reckoned once a day and stored, so that pages for strangers do not change by the minute.
 */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'
import type { Language, Translate } from '../i18n/languages.ts'
import { awayWords } from '../settings/opening.ts'
import type { Settings } from '../settings/rules.ts'
import { formatDuration } from '../text/dates.ts'
import { listed } from './rules.ts'

export type Pace = {
  /** Milliseconds from asking to the first public reply of staff; null while there are too few tickets to tell. */
  medianMs: number | null
}

const KEY = 'public_median'
const DAYS = 30
/** Fewer answered tickets than this make a figure that flatters or frightens by chance. */
const FEWEST = 20
const AGAIN_AFTER_HOURS = 24

/** Reckons and stores the figure, unless it is younger than a day. */
export async function keepPace(db: Db, now = new Date()): Promise<void> {
  const stored = await db.selectFrom('settings').select('updated_at').where('key', '=', KEY).executeTakeFirst()
  if (stored && now.getTime() - stored.updated_at.getTime() < AGAIN_AFTER_HOURS * 3_600_000) return
  const value = JSON.stringify(await reckonPace(db, now))
  await db
    .insertInto('settings')
    .values({ key: KEY, value, updated_at: now })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, updated_at: now }))
    .execute()
}

async function reckonPace(db: Db, now: Date): Promise<Pace> {
  const since = new Date(now.getTime() - DAYS * 24 * 3_600_000)
  const waited = sql`extract(epoch FROM first_public_reply_at - created_at) * 1000`
  const row = await db
    .selectFrom('tickets')
    .select((eb) => [
      eb.fn.countAll<number>().as('answered'),
      sql<number | null>`round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ${waited}))::bigint`.as('median'),
    ])
    .where(listed)
    .where('kind', '!=', 'thanks')
    .where('by_staff', '=', false)
    // Its beginning is not known: it stands as old as its first reply.
    .where('question_missing', '=', false)
    .where('created_at', '>=', since)
    .where('first_public_reply_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return { medianMs: row.answered >= FEWEST ? row.median : null }
}

export async function readPace(db: Db): Promise<Pace> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', KEY).executeTakeFirst()
  return row ? (row.value as Pace) : { medianMs: null }
}

/** When somebody who asks now may expect an answer: the usual time where it is known, and when the team is back. */
export function expectedWords(
  { medianMs }: Pace,
  settings: Settings,
  words: { t: Translate; language: Language },
  now = new Date(),
): string[] {
  const { t, language } = words
  const usual = medianMs === null ? '' : t('tickets.kept_pace', { time: formatDuration(medianMs, language) })
  return [usual, awayWords(settings, words, now)].filter(Boolean)
}

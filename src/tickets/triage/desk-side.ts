/** What stands beside every page of the desk: the views with their counts, and the other places. */
import { type RawBuilder, sql } from 'kysely'
import { PREPARED } from '../../db/prepared.ts'
import type { Db } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { onDuty } from '../../people/duty.ts'
import type { Taxonomy } from '../../taxonomy/rules.ts'
import type { DeskSide, PageWords } from '../../web/render.ts'
import { deskIdeasUrl, incidentsUrl } from '../urls.ts'
import { lastEvent, readComfort } from './comfort.ts'
import { VIEW_KEYS } from './keys.ts'
import { countFitting, isMentioned } from './queries.ts'
import { LATELY_DAYS } from './rules.ts'
import { listSavedViews, type SavedView, savedSpot, savedViewUrl, withBroken } from './saved-views.ts'
import { queueUrl, type Spot, VIEWS, type View } from './urls.ts'

export const VIEW_ICONS: Record<View, string> = {
  unanswered: 'inbox',
  mine: 'user',
  unassigned: 'users',
  waiting: 'clock',
  open: 'list',
  private: 'private',
  done: 'official',
  snoozed: 'snooze',
  mentions: 'mention',
  thanks: 'thanks',
  removed: 'delete',
}

/** For views/tickets/triage/_desk-nav, on every page of the area 'desk'. */
export function deskSide({ db, taxonomy, settings }: Pick<House, 'db' | 'taxonomy' | 'settings'>): DeskSide {
  return async (staff, { t, language }: PageWords) => {
    // First of all: what happens while the rest is read must count as not seen.
    const since = await lastEvent(db)
    const [comfort, counts, onDutyToday, saved] = await Promise.all([
      readComfort(db, staff.id),
      countViews(db, staff.id),
      onDuty(db, settings.now.timeZone),
      countSaved(db, staff.id, taxonomy.now),
    ])
    const inWords = (count: number) =>
      count >= MOST_COUNTED
        ? `${new Intl.NumberFormat(language).format(MOST_COUNTED - 1)}+`
        : new Intl.NumberFormat(language).format(count)
    const duty = onDutyToday.map(({ name }) => name)
    return {
      since,
      duty: duty.length > 0 ? t('rota.today', { names: new Intl.ListFormat(language).format(duty) }) : undefined,
      comfort,
      views: VIEWS.map((view) => ({
        view,
        url: queueUrl(view),
        name: t(`desk.view_${view}`),
        icon: VIEW_ICONS[view],
        key: VIEW_KEYS[view],
        count: view === 'removed' ? '' : inWords(counts[view]),
      })),
      saved: saved.map(({ view, broken, count }) => ({
        id: view.id,
        url: savedViewUrl(view),
        name: view.name,
        icon: broken ? 'warning' : view.is_shared ? 'users' : 'filter',
        broken: broken ? t('views.is_broken') : undefined,
        count: broken ? '' : inWords(count),
      })),
      savedUrl: '/desk/views',
      places: [
        { url: '/desk/new', name: t('opening.new'), icon: 'plus', count: '' },
        { url: '/desk/review', name: t('desk.review'), icon: 'held', count: inWords(counts.review) },
        {
          url: incidentsUrl(),
          name: t('incidents.list_title'),
          icon: 'warning',
          count: counts.incidents ? inWords(counts.incidents) : '',
        },
        { url: deskIdeasUrl(), name: t('ideas.title'), icon: 'idea', count: '' },
        { url: '/desk/articles', name: t('frame.articles'), icon: 'articles', count: '' },
        { url: '/desk/account', name: t('frame.account'), icon: 'user', count: '' },
        ...(staff.role === 'admin'
          ? [{ url: '/desk/settings', name: t('frame.settings'), icon: 'settings', count: '' }]
          : []),
      ],
    }
  }
}

/** Counts stop here and read "999+": nobody plans a day by more, and counting on would cost every page of the desk. */
const MOST_COUNTED = 1000

/** Each saved view with how many fit it; a broken one counts nothing. */
async function countSaved(db: Db, staffId: number, taxonomy: Taxonomy) {
  const views = await listSavedViews(db, staffId)
  const spots = await withBroken(
    db,
    views.map((view) => savedSpot(view, taxonomy)),
  )
  const counted: { view: SavedView; broken: boolean; count: number }[] = []
  for (const [n, view] of views.entries()) {
    const spot = spots[n] as Spot
    counted.push({ view, broken: spot.broken !== undefined, count: await countKept(db, staffId, view, spot) })
  }
  return counted
}

type Kept = { count: number; until: number }
const keptCounts = new WeakMap<Db, Map<string, Kept>>()
/** A count is kept for so many times as long as it took: what is soon counted is always fresh, and none costs every page. */
const KEPT_TIMES = 200
const MOST_KEPT = 500

async function countKept(db: Db, staffId: number, { id, query }: SavedView, spot: Spot): Promise<number> {
  const kept = keptCounts.get(db) ?? new Map<string, Kept>()
  keptCounts.set(db, kept)
  const key = `${id} ${staffId} ${query}`
  const known = kept.get(key)
  const began = performance.now()
  if (known && known.until > began) return known.count
  const count = await countFitting(db, staffId, spot, MOST_COUNTED)
  const took = performance.now() - began
  if (kept.size >= MOST_KEPT) kept.clear()
  if (took > SOON_MS) kept.set(key, { count, until: began + KEPT_TIMES * took })
  return count
}

/** Counted in less than this, it is not worth keeping. */
const SOON_MS = 15

export type DeskCounts = Record<Exclude<View, 'removed'> | 'review' | 'incidents', number>

/** What the desk's side shows on every page; `review` is what waits in the review queue, tickets and replies. */
export async function countViews(db: Db, staffId: number): Promise<DeskCounts> {
  const most = sql.lit(MOST_COUNTED)
  const counted = (rows: RawBuilder<unknown>) => sql`(SELECT count(*) FROM (${rows} LIMIT ${most}) AS counted)`
  const standing = sql`removed_at IS NULL AND merged_into IS NULL`
  const awake = sql`${standing} AND snoozed_at IS NULL`
  const open = sql`SELECT 1 FROM tickets WHERE phase <> 'done' AND ${awake}`
  const { rows } = await sql<DeskCounts>`SELECT
    ${counted(sql`SELECT 1 FROM tickets WHERE waiting_since IS NOT NULL AND ${awake}`)} AS unanswered,
    ${counted(sql`${open} AND assignee_id = ${staffId}`)} AS mine,
    ${counted(sql`${open} AND assignee_id IS NULL`)} AS unassigned,
    ${counted(sql`${open} AND phase = 'waiting'`)} AS waiting,
    ${counted(open)} AS open,
    ${counted(sql`${open} AND visibility = 'private'`)} AS private,
    ${counted(sql`SELECT 1 FROM tickets WHERE phase = 'done' AND ${standing}
      AND done_at > now() - ${sql.lit(`${LATELY_DAYS} days`)}::interval`)} AS done,
    ${counted(sql`SELECT 1 FROM tickets WHERE snoozed_at IS NOT NULL AND ${standing}`)} AS snoozed,
    ${counted(sql`SELECT 1 FROM tickets WHERE ${standing} AND ${isMentioned(staffId)}`)} AS mentions,
    ${counted(sql`SELECT 1 FROM tickets WHERE kind = 'thanks' AND ${standing}`)} AS thanks,
    ${counted(sql`SELECT 1 FROM tickets WHERE review_state IN ('unreviewed', 'held') AND NOT is_shadowed AND ${standing}`)}
    + ${counted(sql`SELECT 1 FROM replies WHERE review_state IN ('unreviewed', 'held') AND NOT is_shadowed AND removed_at IS NULL`)} AS review,
    ${counted(sql`SELECT 1 FROM incidents WHERE ended_at IS NULL`)} AS incidents
    ${PREPARED}`.execute(db)
  return rows[0] as DeskCounts
}

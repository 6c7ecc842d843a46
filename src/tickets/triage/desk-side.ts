/** What stands beside every page of the desk: the views with their counts, and the other places. */
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/schema.ts'
import type { DeskSide, PageWords } from '../../web/render.ts'
import { LATELY_DAYS } from './rules.ts'
import { queueUrl, VIEWS, type View } from './urls.ts'

export const VIEW_ICONS: Record<View, string> = {
  unanswered: 'inbox',
  mine: 'user',
  unassigned: 'users',
  waiting: 'clock',
  open: 'list',
  private: 'private',
  done: 'official',
  thanks: 'thanks',
  removed: 'delete',
}

/** For views/tickets/triage/_desk-nav, on every page of the area 'desk'. */
export function deskSide(db: Db): DeskSide {
  return async (staff, { t, language }: PageWords) => {
    const counts = await countViews(db, staff.id)
    const inWords = (count: number) =>
      count >= MOST_COUNTED
        ? `${new Intl.NumberFormat(language).format(MOST_COUNTED - 1)}+`
        : new Intl.NumberFormat(language).format(count)
    return {
      views: VIEWS.map((view) => ({
        view,
        url: queueUrl(view),
        name: t(`desk.view_${view}`),
        icon: VIEW_ICONS[view],
        count: view === 'removed' ? '' : inWords(counts[view]),
      })),
      places: [
        { url: '/desk/review', name: t('desk.review'), icon: 'held', count: inWords(counts.review) },
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

export type DeskCounts = Record<Exclude<View, 'removed'> | 'review', number>

/** What the desk's side shows on every page; `review` is what waits in the review queue, tickets and replies. */
export async function countViews(db: Db, staffId: number): Promise<DeskCounts> {
  const most = sql.lit(MOST_COUNTED)
  const counted = (rows: RawBuilder<unknown>) => sql`(SELECT count(*) FROM (${rows} LIMIT ${most}) AS counted)`
  const standing = sql`removed_at IS NULL AND merged_into IS NULL`
  const open = sql`SELECT 1 FROM tickets WHERE phase <> 'done' AND ${standing}`
  const { rows } = await sql<DeskCounts>`SELECT
    ${counted(sql`SELECT 1 FROM tickets WHERE waiting_since IS NOT NULL AND ${standing}`)} AS unanswered,
    ${counted(sql`${open} AND assignee_id = ${staffId}`)} AS mine,
    ${counted(sql`${open} AND assignee_id IS NULL`)} AS unassigned,
    ${counted(sql`${open} AND phase = 'waiting'`)} AS waiting,
    ${counted(open)} AS open,
    ${counted(sql`${open} AND visibility = 'private'`)} AS private,
    ${counted(sql`SELECT 1 FROM tickets WHERE phase = 'done' AND ${standing}
      AND done_at > now() - ${sql.lit(`${LATELY_DAYS} days`)}::interval`)} AS done,
    ${counted(sql`SELECT 1 FROM tickets WHERE kind = 'thanks' AND ${standing}`)} AS thanks,
    ${counted(sql`SELECT 1 FROM tickets WHERE review_state IN ('unreviewed', 'held') AND ${standing}`)}
    + ${counted(sql`SELECT 1 FROM replies WHERE review_state IN ('unreviewed', 'held') AND removed_at IS NULL`)} AS review
  `.execute(db)
  return rows[0] as DeskCounts
}

/** The views of the queue and its filters, read from an address: what is not understood is left out, never an error. */
import { type Place, readPlace } from '../../db/cursor.ts'
import type { Kind } from '../../db/schema.ts'
import { KINDS, type Taxonomy } from '../../taxonomy/rules.ts'
import { cleanLine } from '../../text/clean.ts'
import { readId } from '../../web/forms.ts'

/** In the order in which the desk lists them; the first is the one it opens with. */
export const VIEWS = [
  'unanswered',
  'mine',
  'unassigned',
  'waiting',
  'open',
  'private',
  'done',
  'thanks',
  'removed',
] as const
export type View = (typeof VIEWS)[number]

/** "Done lately" and how many rows stand on one page. */
export const LATELY_DAYS = 7
export const QUEUE_ROWS = 50

export type Filters = {
  kind?: Kind
  status?: number
  category?: number
  /** A tag's name. */
  tag?: string
  /** 0: nobody. */
  assignee?: number
  language?: string
}

/** Where somebody stands in the queue. */
export type Spot = {
  view: View
  filters: Filters
  past?: Place | undefined
}

/** `query` is that of an address. */
export function readSpot(query: Record<string, unknown>, taxonomy: Taxonomy): Spot {
  const view = VIEWS.find((one) => one === query.view) ?? VIEWS[0]
  const kind = KINDS.find((one) => one === query.kind)
  const status = taxonomy.statuses.get(readId(query.status) ?? 0)
  const category = taxonomy.categories.get(readId(query.category) ?? 0)
  const tag = typeof query.tag === 'string' ? cleanLine(query.tag.slice(0, 200)) : ''
  const assignee = query.assignee === '0' ? 0 : readId(query.assignee)
  const language = typeof query.language === 'string' && /^[a-z]{2,3}$/.test(query.language) ? query.language : ''
  return {
    view,
    filters: {
      ...(kind && { kind }),
      ...(status && { status: status.id }),
      ...(category && { category: category.id }),
      ...(tag && { tag }),
      ...(assignee !== undefined && { assignee }),
      ...(language && { language }),
    },
    past: readPlace(query.past),
  }
}

/** A wait is late after this long; targets in business time come with their own settings. */
const LATE_HOURS = 24

export function isLate(waitingSince: Date | null, now: Date): boolean {
  return waitingSince !== null && now.getTime() - waitingSince.getTime() > LATE_HOURS * 3_600_000
}

import type { ReplyRow } from '../../db/schema.ts'
import type { Ticket } from '../queries.ts'
import { OPEN_REVIEW_STATES } from '../rules.ts'

/** Staff's own words ask nothing; what is removed or spam is not split but restored first. */
export function isSplittable({ by_staff, audience, removed_at, review_state }: ReplyRow): boolean {
  return !by_staff && audience !== 'note' && removed_at === null && review_state !== 'spam'
}

/** Only what everybody reads already may be a public ticket: a split is no way of publishing. */
export function mayBePublic(
  { audience }: Pick<ReplyRow, 'audience'>,
  { visibility, review_state }: Pick<Ticket, 'visibility' | 'review_state'>,
): boolean {
  return audience === 'public' && visibility === 'public' && OPEN_REVIEW_STATES.includes(review_state)
}

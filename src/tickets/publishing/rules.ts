import type { ReplyRow } from '../../db/schema.ts'
import { OPEN_REVIEW_STATES } from '../rules.ts'

export function isForAll({ audience, review_state }: Pick<ReplyRow, 'audience' | 'review_state'>): boolean {
  return audience === 'public' && OPEN_REVIEW_STATES.includes(review_state)
}

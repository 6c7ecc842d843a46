import type { ReviewState } from '../../db/schema.ts'
import type { Screened } from '../../screening/rules.ts'
import type { Ticket } from '../queries.ts'

/** Within a private ticket nothing waits: nobody but its people and staff would see it. */
export function reviewStateOf(ticket: Pick<Ticket, 'visibility'>, verdict: Screened['verdict']): ReviewState {
  if (ticket.visibility === 'private') return 'approved'
  return verdict === 'hold' ? 'held' : 'unreviewed'
}

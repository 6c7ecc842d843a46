import type { ReviewState } from '../../db/schema.ts'
import type { Screened } from '../../screening/rules.ts'
import type { Settings } from '../../settings/rules.ts'
import type { Ticket } from '../queries.ts'
import type { Standing } from '../rules.ts'

/** Whoever may read a private ticket was let in by somebody; the admin's switch is about strangers. */
export function mayReply(settings: Settings, ticket: Pick<Ticket, 'visibility'>, standing: Standing): boolean {
  return settings.anonymousReplies || standing === 'requester' || ticket.visibility === 'private'
}

/** Within a private ticket nothing waits: nobody but its people and staff would see it. */
export function reviewStateOf(ticket: Pick<Ticket, 'visibility'>, verdict: Screened['verdict']): ReviewState {
  if (ticket.visibility === 'private') return 'approved'
  return verdict === 'hold' ? 'held' : 'unreviewed'
}

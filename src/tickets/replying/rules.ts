import type { ReviewState } from '../../db/schema.ts'
import type { Screened } from '../../screening/rules.ts'
import type { Hidden } from '../../text/private-data/hide.ts'
import type { Typed } from '../../web/forms.ts'
import { chosen, type Found, isOpen, lookOver, readChoice } from '../guard.ts'
import type { Ticket } from '../queries.ts'

/** Within a private ticket nothing waits, nor does a word to the team: nobody but its people and staff would see it. */
export function reviewStateOf(
  ticket: Pick<Ticket, 'visibility'>,
  audience: Audience,
  verdict: Screened['verdict'],
): ReviewState {
  if (ticket.visibility === 'private') return 'approved'
  if (audience === 'private') return verdict === 'hold' ? 'held' : 'approved'
  return verdict === 'hold' ? 'held' : 'unreviewed'
}

/** For everybody who reads the ticket, or for our team alone. */
export type Audience = 'public' | 'private'

type Guarded = { text: { source: string }; typedName: string; draft: { typed: Typed } }

/** As they chose when they were asked about what looks private. */
export const audienceOf = ({ draft }: Guarded): Audience => (draft.typed.guard === 'private' ? 'private' : 'public')

function foundIn({ text, typedName }: Guarded): Found[] {
  return lookOver([text.source], { shownName: typedName })
}

/** What nobody has asked them about yet; undefined when there is nothing to ask. */
export function unasked(ticket: Pick<Ticket, 'visibility'>, given: Guarded): Found[] | undefined {
  if (ticket.visibility === 'private' || audienceOf(given) === 'private') return undefined
  const found = foundIn(given)
  return isOpen(found, readChoice(given.draft.typed)) ? found : undefined
}

/** What they chose to keep for the team. */
export function hiddenIn(ticket: Pick<Ticket, 'visibility'>, given: Guarded): Hidden[] {
  const { typed } = given.draft
  if (ticket.visibility === 'private' || typed.guard === 'open' || typed.guard === 'private') return []
  return chosen(foundIn(given), readChoice(typed))
}

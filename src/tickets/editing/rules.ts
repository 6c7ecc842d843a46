import type { ReviewState, Visibility } from '../../db/schema.ts'
import { type Screened, SIGNALS, type Signal, weigh } from '../../screening/rules.ts'
import { signalsIn, type Words } from '../../screening/signals.ts'
import { type Hidden, placesOf } from '../../text/private-data/hide.ts'
import { Refused } from '../../web/errors.ts'
import type { Typed } from '../../web/forms.ts'
import { chosen, type Found, isOpen, lookOver, readChoice } from '../guard.ts'
import { EDIT_MINUTES, mayStillEdit } from '../rules.ts'

/** Throws Refused once the fifteen minutes are over; the error page gives the text back. */
export function demandStillEditable(createdAt: Date): void {
  if (!mayStillEdit(createdAt)) throw new Refused('editing.too_late', { count: EDIT_MINUTES })
}

/** What was found when it was posted still counts; the new words add theirs. */
export function screenAgain(found: readonly string[], words: Words, ownHost: string): Screened {
  const before = found.filter((signal): signal is Signal => signal in SIGNALS)
  return weigh([...before, ...signalsIn(words, ownHost)])
}

/** Nobody has looked at the new words yet, whatever was said of the old ones. */
export function stateAfterEdit(state: ReviewState, visibility: Visibility, { verdict }: Screened): ReviewState {
  if (visibility === 'private' || state === 'held') return state
  return verdict === 'hold' ? 'held' : 'unreviewed'
}

type Edited = { visibility: Visibility; before: string; after: string; shownName: string; typed: Typed }

/** What looks private and is new: what stood there before was decided on then. */
function foundIn({ visibility, before, after, shownName }: Edited): Found[] {
  if (visibility === 'private') return []
  return lookOver([after], { shownName }).filter((found) => placesOf(before, [found]).length === 0)
}

/** What nobody has asked them about yet; undefined when there is nothing to ask. */
export function unasked(edited: Edited): Found[] | undefined {
  const found = foundIn(edited)
  return isOpen(found, readChoice(edited.typed)) ? found : undefined
}

/** What they chose to keep for the team. */
export function hiddenIn(edited: Edited): Hidden[] {
  return edited.typed.guard === 'open' ? [] : chosen(foundIn(edited), readChoice(edited.typed))
}

import type { ReviewState, Visibility } from '../../db/schema.ts'
import { type Screened, SIGNALS, type Signal, weigh } from '../../screening/rules.ts'
import { signalsIn, type Words } from '../../screening/signals.ts'
import { Refused } from '../../web/errors.ts'
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

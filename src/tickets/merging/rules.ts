/** Who reads what once two tickets are one. By itself a merge never shows anybody what they could not read before. */
import type { ReviewState, Visibility } from '../../db/schema.ts'
import { OPEN_REVIEW_STATES } from '../rules.ts'

/**
 * How far the merge reaches. `narrow`: nobody reads more than before; the ticket is as private as the more private of the
 * two. The others are a second, explicit step: `aside`, the ticket stays public and what came from a private one is for
 * its requester alone; `together`, the people of both read all of it; `public`, everybody does.
 */
export const REACHES = ['narrow', 'aside', 'together', 'public'] as const
export type Reach = (typeof REACHES)[number]

export type Side = {
  visibility: Visibility
  review_state: ReviewState
  /** Requester and guests of today. */
  people: readonly number[]
}

export type Outcome = {
  visibility: Visibility
  /** Strangers read it, who did not read all of it before. */
  opens: boolean
  /** What everybody on the old ticket read becomes private replies to its requester. */
  aside: boolean
  /** People of the old ticket who read the new one. */
  carried: readonly number[]
}

const isOpen = ({ visibility, review_state }: Side) =>
  visibility === 'public' && OPEN_REVIEW_STATES.includes(review_state)
const areAmong = (some: readonly number[], all: readonly number[]) => some.every((id) => all.includes(id))

/** What may be chosen for these two, the one without a second step first. */
export function reachesOf(from: Side, into: Side): Reach[] {
  if (from.visibility === 'public' && isOpen(into)) return ['narrow']
  const differ = !areAmong(from.people, into.people) || !areAmong(into.people, from.people)
  return ['narrow', ...(isOpen(into) ? (['aside'] as const) : []), ...(differ ? (['together'] as const) : []), 'public']
}

export function outcomeOf(from: Side, into: Side, reach: Reach): Outcome {
  const all = { carried: from.people, aside: false, opens: false }
  const closest: Visibility = from.visibility === 'public' ? into.visibility : 'private'
  if (reach === 'public') return { ...all, visibility: 'public', opens: true }
  if (reach === 'together') return { ...all, visibility: closest }
  if (reach === 'aside') return { ...all, visibility: into.visibility, aside: true }
  return {
    visibility: closest,
    opens: false,
    aside: from.visibility === 'private' && !areAmong(into.people, from.people),
    carried: isOpen(into) ? from.people : from.people.filter((id) => into.people.includes(id)),
  }
}

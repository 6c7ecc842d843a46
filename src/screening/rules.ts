/** What makes a post doubtful, in points. None decides alone but a filled trap, and none ever drops a post silently. */

/** Names stand in rows (`spam_signals`) and, in words, in the review queue: `screening.<name>` in the catalogues. */
export const SIGNALS = {
  /** A field no person sees was filled in. Browsers' own filling-in is kept off it as far as they can be told. */
  trap: 5,
  /** Sent sooner than a person can write; people who paste are quick too, so it only adds. */
  too_fast: 2,
  /** Word for word what the same sender wrote within ten minutes, elsewhere. */
  same_text: 4,
  /** Word for word what others wrote within ten minutes. */
  same_text_elsewhere: 4,
  over_limit: 4,
  everyone_busy: 4,
  many_links: 2,
  very_many_links: 4,
  link_in_title: 3,
  link_in_name: 3,
  /** A word whose letters change between Latin and Cyrillic and back: how filters are avoided. */
  mixed_letters: 2,
  /** The name is one of our own people's, or says it is. */
  name_of_staff: 2,
  no_language: 1,
  new_browser: 1,
} as const

export type Signal = keyof typeof SIGNALS

/** From here a public post waits for staff. */
export const HOLD_FROM = 4
/** From here a browser that brought no cookie is shown its text once more before a reply is taken (DECISIONS 14). */
export const DOUBT_FROM = 2

export type Screened = { signals: Signal[]; score: number; verdict: 'pass' | 'doubt' | 'hold' }

export function weigh(signals: readonly Signal[]): Screened {
  const unique = [...new Set(signals)]
  const score = unique.reduce((sum, signal) => sum + SIGNALS[signal], 0)
  return { signals: unique, score, verdict: score >= HOLD_FROM ? 'hold' : score >= DOUBT_FROM ? 'doubt' : 'pass' }
}

/** A script takes 0.2 to 0.5 s, a person who pastes a text some seconds (burns.md 4.1). */
export const TOO_FAST_MS = 2500

/** For how long the same words from the same sender are the same message, and from another one a signal. */
export const REPEAT_MINUTES = 10
/** "Thank you!" and "same here" are written by many people at once; shorter texts say nothing. */
export const REPEAT_LENGTH = 25

/**
 * How much of what from whom: one table. Above a `hold` line a public post waits for staff (its author sees it and is
 * told); above a `refuse` line it is answered 429 with the text kept. Reading is never limited by posting.
 *
 * The numbers are guesses to be tuned by what review queues show (burns.md 4.2). A whole office or a mobile network may
 * stand behind one address, so an address over its line is held before it is refused, and a network gets five times a
 * household.
 */

/** What somebody does. `own_reply`: the requester's, on their own ticket. */
export type Act = 'ticket' | 'private_ticket' | 'reply' | 'own_reply' | 'vote' | 'upload' | 'link_mail' | 'carry'

/** everyone: all senders together whose browser is not known. */
export type Whose = 'visitor' | 'host' | 'network' | 'everyone'

export type Limit = { act: Act; whose: Whose; size: number; seconds: number; over: 'hold' | 'refuse' }

const TEN_MINUTES = 600
const DAY = 86_400

export const LIMITS: readonly Limit[] = [
  // Somebody in trouble writes one or two tickets; five in ten minutes are a long list, or a script.
  { act: 'ticket', whose: 'visitor', size: 5, seconds: TEN_MINUTES, over: 'hold' },
  { act: 'ticket', whose: 'visitor', size: 15, seconds: TEN_MINUTES, over: 'refuse' },
  { act: 'ticket', whose: 'host', size: 5, seconds: TEN_MINUTES, over: 'hold' },
  { act: 'ticket', whose: 'host', size: 20, seconds: TEN_MINUTES, over: 'refuse' },
  { act: 'ticket', whose: 'network', size: 25, seconds: TEN_MINUTES, over: 'hold' },
  { act: 'ticket', whose: 'network', size: 100, seconds: TEN_MINUTES, over: 'refuse' },
  // Ten minutes at a time, all day long, is no person either.
  { act: 'ticket', whose: 'host', size: 60, seconds: DAY, over: 'refuse' },
  // Many addresses at once, each below its own line: then new browsers wait, known ones do not notice.
  { act: 'ticket', whose: 'everyone', size: 60, seconds: TEN_MINUTES, over: 'hold' },

  // Nobody but staff reads a private ticket, so it is worth nothing to a spammer, and it must never be in the way of
  // somebody whose neighbours misbehave: its own counts, wide ones, and no holding.
  { act: 'private_ticket', whose: 'visitor', size: 15, seconds: TEN_MINUTES, over: 'refuse' },
  { act: 'private_ticket', whose: 'host', size: 30, seconds: TEN_MINUTES, over: 'refuse' },
  { act: 'private_ticket', whose: 'network', size: 150, seconds: TEN_MINUTES, over: 'refuse' },

  // A conversation is quicker than a row of tickets.
  { act: 'reply', whose: 'visitor', size: 10, seconds: TEN_MINUTES, over: 'hold' },
  { act: 'reply', whose: 'visitor', size: 30, seconds: TEN_MINUTES, over: 'refuse' },
  { act: 'reply', whose: 'host', size: 10, seconds: TEN_MINUTES, over: 'hold' },
  { act: 'reply', whose: 'host', size: 40, seconds: TEN_MINUTES, over: 'refuse' },
  { act: 'reply', whose: 'network', size: 50, seconds: TEN_MINUTES, over: 'hold' },
  { act: 'reply', whose: 'network', size: 200, seconds: TEN_MINUTES, over: 'refuse' },
  { act: 'reply', whose: 'everyone', size: 120, seconds: TEN_MINUTES, over: 'hold' },

  // Whoever answers our questions in their own ticket is not to be stopped by how many messages that takes.
  { act: 'own_reply', whose: 'visitor', size: 40, seconds: TEN_MINUTES, over: 'refuse' },
  { act: 'own_reply', whose: 'host', size: 80, seconds: TEN_MINUTES, over: 'refuse' },
  { act: 'own_reply', whose: 'network', size: 400, seconds: TEN_MINUTES, over: 'refuse' },

  // A vote is one click; a browser without cookies could vote again and again, its address cannot.
  { act: 'vote', whose: 'host', size: 30, seconds: TEN_MINUTES, over: 'refuse' },
  { act: 'vote', whose: 'network', size: 150, seconds: TEN_MINUTES, over: 'refuse' },

  // Files are stored before their ticket is, and swept a day later: a form sent again and again must not fill the disk.
  { act: 'upload', whose: 'host', size: 40, seconds: TEN_MINUTES, over: 'refuse' },
  { act: 'upload', whose: 'network', size: 200, seconds: TEN_MINUTES, over: 'refuse' },

  // A mail to an address nobody has proven; the address itself gets three a day (see notify/messages.ts).
  { act: 'link_mail', whose: 'visitor', size: 5, seconds: DAY, over: 'refuse' },
  { act: 'link_mail', whose: 'host', size: 15, seconds: DAY, over: 'refuse' },

  // Each makes a row that opens somebody's tickets.
  { act: 'carry', whose: 'visitor', size: 10, seconds: 3600, over: 'refuse' },
]

/** What stands at the beginning of a row of the queue: how long until the first reply is due, or how long somebody waits. */
import type { TicketRow } from '../../db/schema.ts'
import { openBetween } from '../../text/business-time.ts'
import { formatDateTime, formatOpenTime, formatWait } from '../../text/dates.ts'
import type { DeskWords } from './pages.ts'
import { lateAfterMs } from './rules.ts'

export type Waiting = Pick<TicketRow, 'waiting_since' | 'first_reply_due_at'>

export type WaitWords = {
  wait: string
  /** The whole sentence, for who points at it or listens. */
  told: string
  since: Date | null
  late: boolean
  soon: boolean
}

/** In opening hours; a reply that is not due at a moment (they were answered before) is told by how long they wait. */
export function waitWords(row: Waiting, words: DeskWords, now: Date): WaitWords {
  const { t, language, timeZone, clock } = words
  const { first_reply_due_at: due, waiting_since } = row
  if (!due) {
    const late = waiting_since !== null && openBetween(clock, waiting_since, now) > lateAfterMs(clock)
    return { ...sinceWords(waiting_since, words, now), late }
  }
  const late = due <= now
  const inWords = clock.always ? formatWait : formatOpenTime
  const ms = late ? openBetween(clock, due, now) : openBetween(clock, now, due)
  return {
    wait: t(late ? 'timing.late' : 'timing.left', { time: inWords(ms, language) }),
    told: t('timing.due_at', { at: formatDateTime(due, language, timeZone) }),
    since: due,
    late,
    soon: !late && ms <= words.warnMinutes * 60_000,
  }
}

/** By the clock on the wall: since they asked, since it is done, since it was removed. */
export function sinceWords(since: Date | null, { language, timeZone }: DeskWords, now: Date): WaitWords {
  return {
    wait: since ? formatWait(now.getTime() - since.getTime(), language) : '',
    told: since ? formatDateTime(since, language, timeZone) : '',
    since,
    late: false,
    soon: false,
  }
}

type Timed = Waiting & Pick<TicketRow, 'first_reply_at' | 'done_at' | 'first_reply_business_s' | 'done_business_s'>

/** The clocks of a ticket as lines of its side; those that have not run are left out. */
export function clockLines(
  ticket: Timed,
  words: DeskWords,
  now: Date,
): { name: string; text: string; late?: boolean }[] {
  const { t, language, clock } = words
  const took = (seconds: number) =>
    clock.always
      ? formatWait(seconds * 1000, language)
      : t('timing.open_time', { time: formatOpenTime(seconds * 1000, language) })
  const { first_reply_due_at, first_reply_business_s, done_business_s } = ticket
  const due = waitWords(ticket, words, now)
  return [
    ...(first_reply_due_at
      ? [
          {
            name: t('timing.due'),
            text: `${formatDateTime(first_reply_due_at, language, words.timeZone)} · ${due.wait}`,
            late: due.late,
          },
        ]
      : []),
    ...(first_reply_business_s === null ? [] : [{ name: t('timing.first_reply'), text: took(first_reply_business_s) }]),
    ...(done_business_s === null ? [] : [{ name: t('timing.done'), text: took(done_business_s) }]),
  ]
}

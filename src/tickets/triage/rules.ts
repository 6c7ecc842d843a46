import type { Clock } from '../../text/business-time.ts'

/** "Done lately" and how many rows stand on one page. */
export const LATELY_DAYS = 7
export const QUEUE_ROWS = 50

/** Who was answered before and writes again waits too long after this: a day, or as much of the opening hours. */
export const lateAfterMs = (clock: Clock) => (clock.always ? 24 : 8) * 3_600_000

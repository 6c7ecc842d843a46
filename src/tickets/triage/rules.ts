/** "Done lately" and how many rows stand on one page. */
export const LATELY_DAYS = 7
export const QUEUE_ROWS = 50

/** A wait is late after this long; targets in business time come with their own settings. */
const LATE_HOURS = 24

export function isLate(waitingSince: Date | null, now: Date): boolean {
  return waitingSince !== null && now.getTime() - waitingSince.getTime() > LATE_HOURS * 3_600_000
}

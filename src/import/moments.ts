/**
 * The dates an import may carry. A moment of the format is ISO 8601 with an offset, or (for demonstration and test
 * sets that must always look fresh) a time before now: -P3DT2H15M, or -P3D@14:20 for 14:20 UTC three days ago.
 * The converters also read the looser forms that real exports have; see `readMoment`.
 */

const absolute = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/
const before = /^-P(?=\d|T)(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?$/
// Not for today: 14:20 may still be to come.
const beforeAtTime = /^-P([1-9]\d{0,3})D@([01]\d|2[0-3]):([0-5]\d)$/

const minute = 60_000
const day = 24 * 60 * minute

export function isMoment(text: string): boolean {
  return momentAt(text, new Date(0)) !== undefined
}

export function momentAt(text: string, now: Date): Date | undefined {
  const atTime = beforeAtTime.exec(text)
  if (atTime) {
    const midnight = Math.floor(now.getTime() / day) * day
    return new Date(midnight - Number(atTime[1]) * day + (Number(atTime[2]) * 60 + Number(atTime[3])) * minute)
  }
  const relative = before.exec(text)
  if (relative) {
    const [days, hours, minutes] = [relative[1], relative[2], relative[3]].map((part) => Number(part ?? 0))
    return new Date(now.getTime() - (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * minute)
  }
  return absolute.test(text) ? valid(text) : undefined
}

const loose = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?$/

/**
 * A date as exports write it: "2021-01-01 00:42:16 -0800", "2023-05-10T09:57:54.720", with or without an offset
 * (without one it is UTC). Answers the format's own form in UTC, or undefined for what is no date.
 */
export function readMoment(text: string): string | undefined {
  const match = loose.exec(text.trim())
  if (!match) return undefined
  const zone = match[3] === undefined || match[3] === 'UTC' ? 'Z' : match[3].replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2')
  return valid(`${match[1]}T${match[2]}${zone}`)?.toISOString()
}

// `Date` takes 31 February for 3 March and every year for good; the day that comes out must be the one that went in.
function valid(iso: string): Date | undefined {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return undefined
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`)
  const sameDay = !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === iso.slice(0, 10)
  return sameDay && date.getUTCFullYear() >= 1970 && date.getUTCFullYear() < 2200 ? date : undefined
}

import { decodeEntities } from '../escape.ts'

/** A text as a reader sees it, and where each of its characters stands in the source. */
export type Readable = { text: string; from: (at: number) => number; to: (end: number) => number }

// What Markdown writes in other letters than it shows: escapes, entities, letters that draw nothing, hard spaces and
// hyphens, digits of Arabic and full-width ones. Emphasis inside a word is left: nobody's e-mail address has any.
const OTHER =
  /\\([!-/:-@[-`{-~])|&(?:#\d{1,6}|#x[\da-f]{1,6}|amp|lt|gt|quot|apos|nbsp|commat|period);|[\u00ad\u200b-\u200f\u2060\ufeff]|[\u00a0\u2007\u202f]|[\u2010-\u2012\u2212]|[٠-٩۰-۹０-９]/gi

const ARABIC = '٠١٢٣٤٥٦٧٨٩'
const PERSIAN = '۰۱۲۳۴۵۶۷۸۹'

export function readable(source: string): Readable {
  let text = ''
  let last = 0
  /** Where source and text part company: from `text[at]` on, the source is `shift` further. */
  const shifts: { at: number; shift: number }[] = []
  for (const match of source.matchAll(OTHER)) {
    text += source.slice(last, match.index)
    const shown = shownAs(match[0], match[1])
    last = match.index + match[0].length
    text += shown
    if (shown.length !== match[0].length) shifts.push({ at: text.length, shift: last - text.length })
  }
  text += source.slice(last)
  const shiftAt = (at: number) => {
    let low = 0
    let high = shifts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((shifts[middle]?.at ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return shifts[low - 1]?.shift ?? 0
  }
  // A place is that of what its letter is written with: all of the escape lies before the end of its letter.
  return { text, from: (at) => at + shiftAt(at), to: (end) => end + shiftAt(end) }
}

function shownAs(written: string, escaped: string | undefined): string {
  if (escaped !== undefined) return escaped
  if (written.startsWith('&')) return decodeEntities(written).replace('\u00a0', ' ')
  if (/[\u00a0\u2007\u202f]/.test(written)) return ' '
  if (/[\u2010-\u2012\u2212]/.test(written)) return '-'
  if (/[٠-٩]/.test(written)) return String(ARABIC.indexOf(written))
  if (/[۰-۹]/.test(written)) return String(PERSIAN.indexOf(written))
  if (/[０-９]/.test(written)) return written.normalize('NFKC')
  return ''
}

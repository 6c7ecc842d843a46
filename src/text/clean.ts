// What every text passes before it is looked at or stored. Postgres refuses a NUL (22021), XML 1.0 refuses the other
// control characters and U+FFFE/U+FFFF (a feed with one of them does not parse at all), and a lone surrogate cannot be
// written as UTF-8.

const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const UNWANTED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/g
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g
// Letters that draw nothing (Hangul fillers, an empty Braille cell) next to what Unicode itself calls invisible.
const INVISIBLE = /[\p{C}\p{Z}\p{M}\u115f\u1160\u3164\uffa0\u2800]/gu

/**
 * Cuts every run of combining marks to `most` marks.
 *
 * Needed in front of every `normalize()`: it sorts a run of marks in quadratic time (100 000 marks take 6 to 12 s in
 * Node 24), and stacked marks cover the lines above and below. No living script needs more than 4 on one letter;
 * Unicode's own stream-safe format (UAX 15) stops at 30.
 */
export function capMarks(text: string, most: 4 | 30): string {
  return text.replace(most === 4 ? /(\p{M}{4})\p{M}+/gu : /(\p{M}{30})\p{M}+/gu, '$1')
}

/**
 * A text of several lines, ready to be stored: line ends are `\n`, no control character but `\n` and tab, no byte order
 * mark, lone surrogates are U+FFFD, letters composed (NFC). Layout and length are left alone. Linear time.
 */
export function cleanText(raw: string): string {
  const text = raw.toWellFormed().replace(LINE_ENDS, '\n').replace(UNWANTED, '')
  return capMarks(text, 30).normalize('NFC')
}

/**
 * A field of one line (title, name, search box): as `cleanText`, and every run of white space is one space, the ends
 * are trimmed, direction overrides and isolates are gone (they turn the rest of the page around), at most 4 combining
 * marks on one letter. '' when nothing of it can be seen.
 */
export function cleanLine(raw: string): string {
  const line = capMarks(cleanText(raw).replace(BIDI_CONTROLS, ''), 4).replace(/\s+/g, ' ').trim()
  return line.replace(INVISIBLE, '') === '' ? '' : line
}

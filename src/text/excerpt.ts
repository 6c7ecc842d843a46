/**
 * The beginning of a plain text in at most `max` UTF-16 units, one line, the ellipsis included; for meta descriptions
 * (a search engine shows about 155 characters), lists and cards.
 *
 * Cuts between two words, in scripts without spaces too (Chinese, Japanese, Thai: Intl.Segmenter knows their words); a
 * single word longer than half of it is cut between two letters as a reader sees them, never inside an emoji.
 */
export function excerpt(text: string, max = 155): string {
  // Only the beginning is looked at: a description of a 100 kB log must not cost 100 kB of white-space work.
  const line = text
    .slice(0, max * 8 + 200)
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .trim()
  if (line.length <= max && text.length <= max * 8 + 200) return line
  const room = max - 1
  const atWord = lastBoundary(line, room, 'word')
  const cut = atWord > room / 2 ? atWord : lastBoundary(line, room, 'grapheme')
  return `${withoutLooseEnd(line.slice(0, cut))}…`
}

/** Made once: making one costs more than cutting a text with it. */
const segmenters = {
  word: new Intl.Segmenter(undefined, { granularity: 'word' }),
  grapheme: new Intl.Segmenter(undefined, { granularity: 'grapheme' }),
}

function lastBoundary(line: string, room: number, granularity: 'word' | 'grapheme'): number {
  let last = 0
  // The segmenter needs to see a little past the cut, or it takes the cut itself for the end of a word.
  for (const { index } of segmenters[granularity].segment(line.slice(0, room + 60))) {
    if (index > room) break
    last = index
  }
  return last
}

/** "word, (" before an ellipsis looks broken: spaces, opening brackets and separating marks at the end go. */
function withoutLooseEnd(text: string): string {
  let end = text.length
  while (end > 0 && /[\s\p{Ps}\p{Pi}\p{Pd},;:.،؛、，。·"'«]/u.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

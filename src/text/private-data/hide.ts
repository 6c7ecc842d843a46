import { MARK, PLAIN_MARK } from '../marks.ts'
import type { PrivateKind, Span } from './find.ts'
import { readable } from './readable.ts'

/** What is hidden: by its kind, or `other` where somebody said so. `text` as a reader sees it. */
export type HiddenKind = PrivateKind | 'other'
export type Hidden = { kind: HiddenKind; text: string }

/** Wherever these stand in the text, in whatever spelling; whole words and numbers only. */
export function placesOf(text: string, hidden: readonly Hidden[]): (Span & { kind: HiddenKind })[] {
  const view = readable(text)
  const places: (Span & { kind: HiddenKind })[] = []
  const taken = new Uint8Array(text.length)
  // The longest first: an address is hidden whole before a name within it.
  for (const { kind, text: wanted } of hidden.toSorted((a, b) => b.text.length - a.text.length)) {
    const sought = readable(wanted).text.trim()
    if (sought === '') continue
    for (let at = view.text.indexOf(sought); at >= 0; at = view.text.indexOf(sought, at + sought.length)) {
      const place = { kind, start: view.from(at), end: view.to(at + sought.length) }
      if (taken.subarray(place.start, place.end).includes(1) || !isWhole(view.text, at, sought)) continue
      taken.fill(1, place.start, place.end)
      places.push(place)
    }
  }
  return places.toSorted((a, b) => a.start - b.start)
}

function isWhole(text: string, at: number, found: string): boolean {
  const joins = (one: string | undefined, other: string | undefined) => isWord(one) && isWord(other)
  return !joins(text[at - 1], found[0]) && !joins(found.at(-1), text[at + found.length])
}

const isWord = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}_]/u.test(sign)

/** The text with marks instead; `wordFor` says what stood there. `as` 'line' for titles and other plain lines. */
export function hideIn(
  text: string,
  hidden: readonly Hidden[],
  wordFor: (kind: HiddenKind) => string,
  as: 'markdown' | 'line' = 'markdown',
): string {
  const [open, close] = as === 'markdown' ? MARK : PLAIN_MARK
  let shown = ''
  let last = 0
  for (const { kind, start, end } of placesOf(text, hidden)) {
    shown += `${text.slice(last, start)}${open}${wordFor(kind)}${close}`
    last = end
  }
  shown += text.slice(last)
  return as === 'markdown' && last > 0 ? withoutDeadLinks(shown) : shown
}

/** A link that led to what is hidden leads nowhere: its mark alone stays. */
function withoutDeadLinks(text: string): string {
  return text
    .replace(
      /!?\[([^[\]\n]{0,300})\]\((?:[^()\s⟦⟧]|⟦[^⟦⟧]{0,80}⟧){0,500}⟦[^⟦⟧]{0,80}⟧[^()\s]{0,300}\)/g,
      (_, words) => words,
    )
    .replace(/<(?:mailto:|tel:)?(⟦[^⟦⟧]{0,80}⟧)>/g, '$1')
}

import type { Span } from './find.ts'

/** Where the pattern matches: its first group if it has one that took part, else the whole of it. Needs flags `gd`. */
export function spansOf(pattern: RegExp, text: string, fits: (found: string, at: number) => boolean = () => true) {
  const spans: Span[] = []
  for (const match of text.matchAll(pattern)) {
    const [start, end] = match.indices?.slice(1).find((pair) => pair !== undefined) ?? match.indices?.[0] ?? [0, 0]
    if (end > start && fits(text.slice(start, end), start)) spans.push({ start, end })
  }
  return spans
}

const CONTEXT = 200

/** Whether the place lies within an address of the web, whose numbers and names are rarely anybody's. */
export function isInUrl(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - CONTEXT), at)
  return /(?:https?:\/\/|www\.)[^\s<>"')\]]*$/i.test(before)
}

/** The words just before a place. */
export const before = (text: string, at: number, length = 40): string => text.slice(Math.max(0, at - length), at)

// marked 18.2.1 is recursive and in places quadratic: 4 kB of "> " overflow its stack, 20 kB of "a.a.a…@" or "_a__b"
// take 0.6 to 0.8 s, 100 kB over 4 s (burns.md 2.2), and a table multiplies its columns by its rows. So the shapes that
// do it are counted first, in one pass over the lines; what is over a bound is not parsed at all.

/** A post is written by anybody, an article by staff; the longest of 174 real help articles has 32 000 characters. */
const LONGEST = { post: 20_000, article: 100_000 }
/** Nested quotes and lists opened in one line, each a level of recursion. */
const MOST_MARKERS = 16
const DEEPEST_INDENT = 80
/** Characters without white space between them; an address this long is not one that anybody clicks. */
const LONGEST_RUN = 1200
/** Characters that mean something to Markdown, between two blank lines: the unit marked is quadratic in. */
const MOST_SPECIALS = 3000
const MOST_CELLS = 10_000
/** Lines outside code. 20 kB of "a\n-\n" are 10 000 lines and take over a second. */
const MOST_LINES = { post: 2000, article: 5000 }

const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/

/** Whether marked may see this text. `false` costs one pass over it and nothing else. */
export function mayParse(source: string, dialect: 'post' | 'article'): boolean {
  if (source.length > LONGEST[dialect]) return false
  let fence = ''
  let specials = 0
  let columns = 0
  let cells = 0
  let lines = 0
  for (const line of source.split('\n')) {
    if (fence) {
      if (closes(line, fence)) fence = ''
      continue
    }
    fence = FENCE.exec(line)?.[1] ?? ''
    if (isBlank(line)) {
      specials = 0
      columns = 0
      continue
    }
    lines++
    const counted = countIn(line)
    specials += counted.specials
    // Every line under a row of dashes is filled up to the columns of that row, with or without a | of its own.
    if (isTableRule(line)) columns = Math.max(columns, counted.pipes + 1)
    cells += columns
    if (specials > MOST_SPECIALS || cells > MOST_CELLS || lines > MOST_LINES[dialect]) return false
    if (counted.run > LONGEST_RUN || opensTooMuch(line)) return false
  }
  return true
}

function closes(line: string, fence: string): boolean {
  const text = line.trim()
  return text.startsWith(fence) && text === fence.charAt(0).repeat(text.length)
}

/** A quote's blank line still ends the paragraph in it, but is no blank line to what stands around the quote. */
function isBlank(line: string): boolean {
  return line.trim() === ''
}

function isTableRule(line: string): boolean {
  return line.includes('-') && line.includes('|') && /^[\s>:|\-*+\d.)]+$/.test(line)
}

const SPECIALS = new Set('*_~[]()!<>`@|\\&')

function countIn(line: string): { specials: number; pipes: number; run: number } {
  let specials = 0
  let pipes = 0
  let run = 0
  let longest = 0
  for (const sign of line) {
    if (SPECIALS.has(sign)) specials++
    if (sign === '|') pipes++
    // Chinese, Japanese and Thai write without spaces: a letter outside the alphabets ends a run.
    run = sign <= ' ' || sign >= '\u0e00' ? 0 : run + 1
    if (run > longest) longest = run
  }
  return { specials, pipes, run: longest }
}

/** Too many quote and list markers in a row, or too deep an indent, at the start of a line. */
function opensTooMuch(line: string): boolean {
  let markers = 0
  let indent = 0
  for (let at = 0; at < line.length; ) {
    const sign = line.charAt(at)
    if (sign === ' ' || sign === '\t') {
      if (markers === 0) indent += sign === '\t' ? 4 : 1
      at++
      continue
    }
    const length = markerAt(line, at)
    if (length === 0) break
    markers++
    at += length
  }
  return markers >= MOST_MARKERS || indent >= DEEPEST_INDENT
}

/** Length of a quote or list marker, 0 for none. A list marker needs a space after it: "-----" is only a line. */
function markerAt(line: string, at: number): number {
  if (line.charAt(at) === '>') return 1
  const list = /^(?:[*+-]|\d{1,9}[.)])(?=[ \t]|$)/.exec(line.slice(at, at + 11))
  return list ? list[0].length : 0
}

// What changed between two texts, line by line and, in lines that were changed, word by word. Longest common
// subsequences by the plain table: short, and exact. The table is what it costs, so its cells are counted: a text that
// would need more is shown as one block taken out and one put in, which is true too, only coarser.

/** Cells of all tables together; some 50 ms. Two texts of 2000 lines with nothing in common need 4 million. */
const MOST_CELLS = 4_000_000

export type Piece = { is: 'same' | 'cut' | 'added'; text: string }
/** A line as it was and as it is; undefined on the side where there is none. */
export type DiffRow = { is: 'same' | 'changed' | 'cut' | 'added'; before?: Piece[]; after?: Piece[] }

type Budget = { cells: number }

/** Rows in order, both texts whole: all `before` joined by line ends is the first text, all `after` the second. */
export function compareTexts(before: string, after: string): DiffRow[] {
  const budget = { cells: MOST_CELLS }
  const rows: DiffRow[] = []
  let cut: string[] = []
  let added: string[] = []
  const close = () => {
    rows.push(...changedRows(cut, added, budget))
    cut = []
    added = []
  }
  for (const step of steps(before.split('\n'), after.split('\n'), budget)) {
    if (step.is === 'cut') cut.push(step.text)
    else if (step.is === 'added') added.push(step.text)
    else {
      close()
      rows.push({ is: 'same', before: [step], after: [step] })
    }
  }
  close()
  return rows
}

/** Lines that took each other's place stand side by side; those too unlike to be one line changed stand alone. */
function changedRows(cut: readonly string[], added: readonly string[], budget: Budget): DiffRow[] {
  const rows: DiffRow[] = []
  for (let n = 0; n < Math.max(cut.length, added.length); n++) {
    const [old, now] = [cut[n], added[n]]
    const pieces = old !== undefined && now !== undefined ? steps(wordsOf(old), wordsOf(now), budget) : []
    if (old !== undefined && now !== undefined && isOneLine(pieces, old, now)) {
      const side = (other: 'cut' | 'added') => joined(pieces.filter(({ is }) => is !== other))
      rows.push({ is: 'changed', before: side('added'), after: side('cut') })
      continue
    }
    if (old !== undefined) rows.push({ is: 'cut', before: [{ is: 'cut', text: old }] })
    if (now !== undefined) rows.push({ is: 'added', after: [{ is: 'added', text: now }] })
  }
  return rows
}

/** A third of the longer line must have stayed, else marking single words says less than two whole lines. */
function isOneLine(pieces: readonly Piece[], old: string, now: string): boolean {
  const kept = pieces.reduce((sum, { is, text }) => sum + (is === 'same' && text.trim() !== '' ? text.length : 0), 0)
  return kept * 3 >= Math.max(old.length, now.length)
}

function wordsOf(line: string): string[] {
  return line.match(/[\p{L}\p{M}\p{N}_]+|\s+|[^\p{L}\p{M}\p{N}_\s]/gu) ?? []
}

function joined(pieces: readonly Piece[]): Piece[] {
  const whole: Piece[] = []
  for (const { is, text } of pieces) {
    const last = whole.at(-1)
    if (last?.is === is) last.text += text
    else whole.push({ is, text })
  }
  return whole
}

/** From one list to the other with the least taken out and put in. */
function steps(before: readonly string[], after: readonly string[], budget: Budget): Piece[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  const least = Math.min(before.length, after.length) - start
  while (end < least && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  const same = (texts: readonly string[]) => texts.map((text): Piece => ({ is: 'same', text }))
  return [
    ...same(before.slice(0, start)),
    ...between(before.slice(start, before.length - end), after.slice(start, after.length - end), budget),
    ...same(before.slice(before.length - end)),
  ]
}

function between(before: readonly string[], after: readonly string[], budget: Budget): Piece[] {
  const [rows, columns] = [before.length, after.length]
  const cells = (rows + 1) * (columns + 1)
  // The counts below are of 16 bits.
  if (cells > budget.cells || Math.min(rows, columns) > 65_535) {
    return [
      ...before.map((text): Piece => ({ is: 'cut', text })),
      ...after.map((text): Piece => ({ is: 'added', text })),
    ]
  }
  budget.cells -= cells
  const width = columns + 1
  // kept[i, j]: how many lines the rest of both texts from there on have in common.
  const kept = new Uint16Array(cells)
  const at = (i: number, j: number) => kept[i * width + j] as number
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      kept[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const found: Piece[] = []
  let [i, j] = [0, 0]
  while (i < rows || j < columns) {
    if (i < rows && j < columns && before[i] === after[j]) {
      found.push({ is: 'same', text: before[i++] as string })
      j++
    } else if (i < rows && (j === columns || at(i + 1, j) >= at(i, j + 1))) {
      found.push({ is: 'cut', text: before[i++] as string })
    } else found.push({ is: 'added', text: after[j++] as string })
  }
  return found
}

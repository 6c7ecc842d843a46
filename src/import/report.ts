/**
 * What became of every row. Rows are counted once each, however many records a converter made of one and however often
 * the file is read; a byte a row is all that is kept, so that a report of millions needs megabytes only.
 */

const outcomes = ['none', 'known', 'taken', 'changed', 'refused'] as const
type Outcome = (typeof outcomes)[number]

/** How often a reason occurred, and the first lines where it did. */
export type Reason = { count: number; lines: number[] }

export type FileReport = {
  path: string
  rows: number
  taken: number
  changed: number
  known: number
  refused: number
  changedFor: Map<string, Reason>
  refusedFor: Map<string, Reason>
  /** Known rows whose line reads otherwise than when it was imported. */
  differing: Reason
  /** Relative links that lead to nothing imported, and how often they occur. */
  deadLinks: Map<string, number>
}

export type RowRef = { index: number; line: number; changes: string[] }

export type Tally = {
  refuse(row: RowRef, reason: string): void
  /** The row's record is stored; `changes` are the loader's own, added to those of the converter. */
  take(row: RowRef, changes: string[]): void
  know(row: RowRef, differs: boolean): void
  /** A change found after the row was taken, such as a link that leads nowhere. */
  change(row: RowRef, reason: string): void
  deadLink(href: string): void
  report(): FileReport
}

const mostLines = 20
const mostDeadLinks = 1000

export function startTally(path: string): Tally {
  let states = new Uint8Array(1024)
  let rows = 0
  const changedFor = new Map<string, Reason>()
  const refusedFor = new Map<string, Reason>()
  const differing: Reason = { count: 0, lines: [] }
  const deadLinks = new Map<string, number>()

  // Answers what the row was before; a worse outcome stays.
  function settle(index: number, outcome: Outcome): Outcome {
    if (index >= states.length) {
      const larger = new Uint8Array(Math.max(states.length * 2, index + 1))
      larger.set(states)
      states = larger
    }
    rows = Math.max(rows, index + 1)
    const before = states[index] as number
    states[index] = Math.max(before, outcomes.indexOf(outcome))
    return outcomes[before] as Outcome
  }
  const isRow = (row: RowRef): boolean => row.line > 0
  function change(row: RowRef, reason: string): void {
    if (!isRow(row)) return
    settle(row.index, 'changed')
    count(changedFor, reason, row.line)
  }

  return {
    refuse(row, reason) {
      if (!isRow(row)) return
      settle(row.index, 'refused')
      count(refusedFor, reason, row.line)
    },
    take(row, changes) {
      if (!isRow(row)) return
      const before = settle(row.index, 'taken')
      const isFirst = before === 'none' || before === 'known'
      for (const reason of isFirst ? [...row.changes, ...changes] : changes) change(row, reason)
    },
    know(row, differs) {
      if (!isRow(row)) return
      settle(row.index, 'known')
      if (differs) add(differing, row.line)
    },
    change,
    deadLink(href) {
      if (deadLinks.has(href) || deadLinks.size < mostDeadLinks) deadLinks.set(href, (deadLinks.get(href) ?? 0) + 1)
    },
    report() {
      const total = (outcome: Outcome): number => {
        const state = outcomes.indexOf(outcome)
        return states.subarray(0, rows).reduce((sum, one) => sum + (one === state ? 1 : 0), 0)
      }
      const counts = {
        taken: total('taken'),
        changed: total('changed'),
        known: total('known'),
        refused: total('refused'),
      }
      const seen = counts.taken + counts.changed + counts.known + counts.refused
      return { path, rows: seen, ...counts, changedFor, refusedFor, differing, deadLinks }
    },
  }
}

function count(reasons: Map<string, Reason>, text: string, line: number): void {
  const reason = reasons.get(text) ?? { count: 0, lines: [] }
  reasons.set(text, reason)
  add(reason, line)
}

function add(reason: Reason, line: number): void {
  reason.count += 1
  if (reason.lines.length < mostLines) reason.lines.push(line)
}

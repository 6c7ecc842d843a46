import { describe, expect, test } from 'vitest'
import { startProgress } from '../../src/import/progress.ts'
import { startTally } from '../../src/import/report.ts'
import { reportText } from '../../src/import/report-text.ts'

const row = (index: number, changes: string[] = []) => ({ index, line: index + 2, changes })

describe('the report', () => {
  test('counts a row once, by the worst that became of it', () => {
    const tally = startTally('desk.csv')
    tally.take(row(0), [])
    tally.take(row(0), [])
    tally.take(row(1, ['a change of the converter']), ['a change of the loader'])
    tally.take(row(1, ['a change of the converter']), [])
    tally.take(row(2), [])
    tally.refuse(row(2), 'names nothing')
    tally.know(row(3), false)
    const report = tally.report()
    expect(report).toMatchObject({ rows: 4, taken: 1, changed: 1, known: 1, refused: 1 })
    expect([...report.changedFor].map(([text, { count }]) => [text, count])).toEqual([
      ['a change of the converter', 1],
      ['a change of the loader', 1],
    ])
  })

  test('does not tell again what was changed when a row is known already', () => {
    const tally = startTally('desk.csv')
    tally.know(row(0, ['a change of the converter']), false)
    expect(tally.report().changedFor.size).toBe(0)
  })

  test('names each reason with its lines, the first twenty of them', () => {
    const tally = startTally('desk.csv')
    for (let n = 0; n < 30; n += 1) tally.refuse(row(n), 'no id')
    tally.deadLink('/gone')
    tally.deadLink('/gone')
    const text = reportText(tally.report())
    expect(text).toContain('desk.csv: 30 rows')
    expect(text).toMatch(/30 × no id \(line 2, 3, .*, 21, …\)/)
    expect(text).toContain('/gone (2 times)')
  })

  test('holds a million rows in a few megabytes', () => {
    const tally = startTally('desk.csv')
    for (let n = 0; n < 1_000_000; n += 1) tally.take(row(n), [])
    expect(tally.report()).toMatchObject({ rows: 1_000_000, taken: 1_000_000 })
  })
})

describe('progress', () => {
  const shown = (isTTY: boolean): string[] => {
    const written: string[] = []
    const progress = startProgress({ isTTY, columns: 80, write: (text) => written.push(text) })
    for (let n = 0; n <= 1000; n += 1) progress.at(n / 1000)
    progress.end()
    return written
  }

  test('is a bar that redraws itself on a terminal and clears away', () => {
    const written = shown(true)
    expect(written).toHaveLength(102)
    expect(written[50]).toMatch(/^\r\[#+\.+\] {2}50 %/)
    expect(written.at(-1)).toBe('\r\u001b[K')
  })

  test('is a plain line every tenth where it is kept in a file', () => {
    expect(shown(false)).toEqual(
      [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((n) => `${String(n).padStart(3)} %\n`),
    )
  })
})

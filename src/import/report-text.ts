/** The report as an operator reads it in a terminal. */
import type { FileReport, Reason } from './report.ts'

const n = (value: number): string => value.toLocaleString('en')

export function reportText(report: FileReport): string {
  const { path, rows, taken, changed, known, refused } = report
  const lines = [
    `${path}: ${n(rows)} rows`,
    `  ${n(taken)} taken as they are`,
    `  ${n(changed)} taken and changed`,
    ...reasonLines(report.changedFor),
    `  ${n(known)} here already`,
    ...(report.differing.count > 0
      ? [reasonLine('reads otherwise than when it was imported; left as it stands here', report.differing)]
      : []),
    `  ${n(refused)} refused`,
    ...reasonLines(report.refusedFor),
    ...deadLinkLines(report.deadLinks),
  ]
  return lines.join('\n')
}

function reasonLines(reasons: Map<string, Reason>): string[] {
  return [...reasons].sort(([, a], [, b]) => b.count - a.count).map(([text, reason]) => reasonLine(text, reason))
}

function reasonLine(text: string, { count, lines }: Reason): string {
  const where = lines.length < count ? `${lines.map(n).join(', ')}, …` : lines.map(n).join(', ')
  return `      ${n(count)} × ${text} (line ${where})`
}

function deadLinkLines(links: Map<string, number>): string[] {
  if (links.size === 0) return []
  const all = [...links].sort(([, a], [, b]) => b - a)
  return [
    `  ${n(links.size)} addresses that lead to nothing imported; their links became plain text:`,
    ...all.map(([href, times]) => `      ${href}${times > 1 ? ` (${n(times)} times)` : ''}`),
  ]
}

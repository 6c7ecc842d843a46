/** Ends of a cell and of a row, and a head's cell, while a table is put together; no input has them by then. */
const CELL = '\ue000'
export const ROW = '\ue001'
const HEAD = '\ue002'

/** One cell's Markdown on one line, with the empty cells that it also covers. */
export function cell(content: string, isHead: boolean, columns: string | null): string {
  const covered = Math.min(20, Math.max(1, Number.parseInt(columns ?? '1', 10) || 1))
  // Lists and paragraphs in a cell have no line of their own in GFM; their marks would stand in the text.
  const lines = content.split('\n').map((line) => line.trim().replace(/^(?:> ?)+(?:\[!\w+\])?/, ''))
  const flat = lines.filter((line) => line !== '').join(' ')
  return (isHead ? HEAD : '') + flat.replaceAll('|', '\\|') + CELL.repeat(covered)
}

/**
 * Rows of cells as a GFM table. One column is no table but a way to set things apart: its rows become paragraphs. Where
 * the first row is not one of heads (by element, or all in bold), an empty one goes before it, which the renderer leaves
 * out.
 */
export function table(content: string): string {
  const rows = content
    .split(ROW)
    .map((row) => row.split(CELL).slice(0, -1))
    .filter((row) => row.some((text) => bare(text) !== ''))
  const columns = Math.max(0, ...rows.map((row) => row.length))
  if (columns <= 1) return rows.map(([text = '']) => bare(text).replaceAll('\\|', '|')).join('\n\n')
  const [first = [], ...others] = rows
  const head = first.every(isHead) ? first.map((text) => text.replace(BOLD, '$1')) : []
  const body = first.every(isHead) ? others : rows
  return [head, Array(columns).fill('---'), ...body].map((row) => lineOf(row, columns)).join('\n')
}

const BOLD = /^\*\*([^*]+)\*\*$/

function isHead(text: string): boolean {
  return text.startsWith(HEAD) || text.trim() === '' || BOLD.test(text.trim())
}

function bare(text: string): string {
  return text.replace(HEAD, '').trim()
}

function lineOf(row: string[], columns: number): string {
  return `| ${Array.from({ length: columns }, (_, at) => bare(row[at] ?? '')).join(' | ')} |`
}

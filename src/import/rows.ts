/** What stands between a file and the loader: one row of the source and what was made of it. */
import type { ImportRecord } from './format.ts'

/**
 * Line 0 is what a converter says of the whole file; it is no row. `changes` say in words what the row lost or gained on the way; `refused` says why nothing could be made of it.
 * Reasons are counted by their text, so they name the kind of trouble and never the row's own words.
 */
export type Row = { line: number; records: ImportRecord[]; changes: string[] } | { line: number; refused: string }

/** The rows of one file, from the start each time it is called: the loader reads a file several times. */
export type RowSource = {
  path: string
  /** Keeps the external ids of two sources apart, unless a line of type "source" names another. */
  name: string
  rows(): AsyncIterable<Row>
}

export class UnreadableFile extends Error {}

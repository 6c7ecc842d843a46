/** The board of ideas as its address names it. */
import type { Turn } from '../../db/cursor.ts'
import type { CategoryRow, StatusRow } from '../../db/schema.ts'
import type { Taxonomy } from '../../taxonomy/rules.ts'
import { readId } from '../../web/forms.ts'
import { readTurn, withTurn } from '../urls.ts'

/** Cards on top of each column of the board, and on one page of a single column. */
export const BOARD_CARDS = 8
export const COLUMN_CARDS = 30
/** A column's number stops here and reads "99+": nobody reads further, and counting on would cost every look. */
export const MOST_COUNTED = 100

export type Wanted = {
  category: CategoryRow | undefined
  /** One column alone, page by page. */
  column: StatusRow | undefined
  turn: Turn
}

/** What is not understood is left out, never an error. */
export function readWanted(query: Record<string, unknown>, taxonomy: Taxonomy): Wanted {
  const status = taxonomy.statuses.get(readId(query.column) ?? 0)
  return {
    category: taxonomy.inOrder.find(({ slug }) => slug === query.category),
    column: status?.kind === 'idea' ? status : undefined,
    turn: readTurn(query),
  }
}

/** `path`: the public board, or that of the desk. */
export function boardUrl(path: string, { category, column, turn = {} }: Partial<Wanted>): string {
  return withTurn(path, turn, { column: column && String(column.id), category: category?.slug })
}

export const cardAnchor = (ticketId: number) => `idea-${ticketId}`

import type { Turn } from '../../db/cursor.ts'
import { ticketsUrl, withTurn } from '../urls.ts'

/** '/tickets?kind=idea&sort=votes' */
export function listUrl(query: Record<string, string | undefined> = {}, turn: Turn = {}): string {
  return withTurn(ticketsUrl(), turn, query)
}

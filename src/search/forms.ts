/** Reading what was asked: odd input is an empty search, never an error. */

import type { CategoryRow, Kind } from '../db/schema.ts'
import { KINDS, type Taxonomy } from '../taxonomy/rules.ts'
import { cleanLine } from '../text/clean.ts'
import { searchWords } from '../text/search-words.ts'
import { readId } from '../web/forms.ts'
import type { SearchPlace } from './urls.ts'

export type Asked = {
  /** As typed, cleaned: what stands in the box again. */
  typed: string
  /** What is looked for; '' for nothing. */
  words: string
  in: SearchPlace | undefined
  kind: Kind | undefined
  category: CategoryRow | undefined
  /** 1 to MOST_PAGES. */
  page: number
  /** "#123" or "123": the ticket may be meant. */
  number: number | undefined
}

/** Further down nobody looks, and what is weighed ends there too (see MOST_WEIGHED in db/find-rows). */
export const MOST_PAGES = 20

const LONGEST = 200

export function readAsked(query: Record<string, unknown>, taxonomy: Taxonomy): Asked {
  const raw = typeof query.q === 'string' ? query.q : ''
  const typed = cleanLine(raw.slice(0, 10 * LONGEST))
    .slice(0, LONGEST)
    .toWellFormed()
  const kind = KINDS.find((one) => one === query.kind)
  const chosen = query.in === 'articles' || query.in === 'tickets' ? query.in : undefined
  const page = readId(query.page) ?? 1
  return {
    typed,
    words: searchWords(raw),
    // Articles have no kind.
    in: kind ? 'tickets' : chosen,
    kind,
    category: taxonomy.inOrder.find(({ slug }) => slug === query.category),
    page: page <= MOST_PAGES ? page : 1,
    number: readId(/^[#№]? ?(\d{1,10})$/.exec(typed)?.[1]),
  }
}

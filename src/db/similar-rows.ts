/** Rows like a title somebody is typing: not all its words need be there, but the rarer ones must. */
import { languagesFor } from '../text/search-languages.ts'
import { searchWords } from '../text/search-words.ts'
import { rowsNear } from './find-alike.ts'
import { languagesOf, type Place, type Table } from './find-rows.ts'
import { formsOf } from './full-text.ts'
import type { Db } from './schema.ts'

/** So much of the weight of all words must be in a row, and two of the words at least where there are as many. */
const LEAST_SHARE = 0.45
const LEAST_WORDS = 2

/** Ids, most alike first. `place` decides which rows may be shown at all; others are neither weighed nor counted. */
export async function similarRows<T extends Table>(
  db: Db,
  place: Place<T>,
  title: string,
  limit: number,
): Promise<number[]> {
  const words =
    searchWords(title)
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]{2,}/gu) ?? []
  const forms = await formsOf(db, [...new Set(words)], languagesFor(title, await languagesOf(db, place.table)))
  const terms = forms.filter(Boolean)
  const near = await rowsNear(db, place, terms, limit)
  const fewest = Math.min(LEAST_WORDS, terms.length)
  return near.filter(({ share, matched }) => share >= LEAST_SHARE && matched >= fewest).map(({ id }) => id)
}

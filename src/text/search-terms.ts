export type SearchTerms = {
  /** Any of the groups, all terms of a group: `a or b c` is `a`, or `b` and `c`. A term is a word or a "quoted phrase". */
  groups: string[][]
  /** What must not be there: `-word`, `-"a phrase"`. */
  unwanted: string[]
}

/** What a search box says, by the rules of `websearch_to_tsquery`. Takes what `searchWords` has bounded and cleaned. */
export function searchTerms(words: string): SearchTerms {
  const groups: string[][] = [[]]
  const unwanted: string[] = []
  for (const [, minus, term = ''] of words.matchAll(/(-?)("[^"]*"?|[^\s"]+)/g)) {
    if (term.toLowerCase() === 'or' && !minus) groups.push([])
    else if (minus) unwanted.push(term)
    else groups.at(-1)?.push(term)
  }
  return { groups: groups.filter((group) => group.length > 0), unwanted }
}

/**
 * The beginning by which a Ukrainian word finds its other forms ("пароля" → "паро", as in "пароль"); undefined for a
 * phrase, a short word, or one that is not in Cyrillic letters.
 */
export function ukrainianStem(term: string): string | undefined {
  if (!/^\p{Script=Cyrillic}{4,}$/u.test(term)) return undefined
  return term.toLowerCase().slice(0, Math.max(4, term.length - 2))
}

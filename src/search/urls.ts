export type SearchPlace = 'articles' | 'tickets'

/** What the address of a page of results says; what is not said is left out. */
export type SearchQuery = {
  q: string
  in?: SearchPlace | undefined
  kind?: string | undefined
  category?: string | undefined
  page?: number | undefined
}

export function searchUrl({ page, ...query }: SearchQuery): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value) words.set(name, value)
  if (page !== undefined && page > 1) words.set('page', String(page))
  return words.size > 0 ? `/search?${words}` : '/search'
}

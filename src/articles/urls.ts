/** Addresses of articles: the number decides, the slug is for people. Written and read here only. */
import { readId } from '../web/forms.ts'

type Addressed = { id: number; slug: string }

/** '/kb/45-paying-by-card', or '/kb/45' where no slug could be made. Percent-encoded. */
export function articleUrl({ id, slug }: Addressed): string {
  return `/kb/${id}${slug ? `-${encodeURIComponent(slug)}` : ''}`
}

/** Reads '45-paying-by-card': the number, or undefined when there is none. */
export function readArticleAddress(address: string): number | undefined {
  return readId(/^(\d{1,10})(?:-|$)/.exec(address)?.[1])
}

export const articlesUrl = () => '/kb'
/** The last part of an article's one address, decoded; any other leads there. */
export const articleAddress = ({ id, slug }: Addressed) => (slug ? `${id}-${slug}` : String(id))
export const helpfulUrl = (id: number) => `/kb/${id}/helpful`
/** Where a vote comes back to. */
export const HELPFUL_ANCHOR = 'helpful'

export const writtenUrl = () => '/desk/articles'
export const newArticleUrl = () => '/desk/articles/new'
export const editArticleUrl = (id: number) => `/desk/articles/${id}`
/** Pages and acts on one article: 'versions', 'restore', 'delete'. */
export const articleActUrl = (id: number, act: string) => `/desk/articles/${id}/${act}`
export const articlePreviewUrl = () => '/desk/articles/preview'

/** The author's list, narrowed; `turn` names the place the page begins or ends at. */
export function writtenQueryUrl(
  { state, categoryId }: { state?: string | undefined; categoryId?: number | undefined },
  turn: Record<string, string> = {},
): string {
  const given = { ...(state && { state }), ...(categoryId && { category: String(categoryId) }), ...turn }
  const query = new URLSearchParams(given).toString()
  return query ? `${writtenUrl()}?${query}` : writtenUrl()
}

/** Two versions side by side. */
export const compareUrl = (id: number, from: number, to: number) =>
  `${articleActUrl(id, 'compare')}?from=${from}&to=${to}`
export const versionUrl = (id: number, version: number) => articleActUrl(id, `versions/${version}`)

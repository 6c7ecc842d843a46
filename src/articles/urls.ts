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

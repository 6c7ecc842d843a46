import { z } from 'zod'
import { checkbox, id, lines, optional, readId, type Typed } from '../../web/forms.ts'
import { TEXT_MAX } from '../writing.ts'
import { MODES, MOST_ARTICLES } from './rules.ts'

const REASON_MAX = 1000

/**
 * `status` goes with a public reply, `other_status` with the two other modes: each select has a default of its own and
 * shows with its mode. Empty leaves the status as it is. `seen` is the newest reply the writer could read.
 */
export const AnswerForm = z.object({
  mode: z.enum(MODES),
  text: lines(TEXT_MAX, 1),
  addressee: optional(id()),
  status: optional(id()),
  other_status: optional(id()),
  reason: optional(lines(REASON_MAX)),
  official: checkbox(),
  seen: optional(id()),
})

/** `draft`: the version that the page has. */
export const KeepForm = z.object({ draft: optional(id()) })

/** A box for each article to link: `article-12`. A name of its own each, since a field sent twice is refused. */
export const articleField = (articleId: number) => `article-${articleId}`

export function readArticleIds(typed: Typed): number[] {
  return Object.keys(typed)
    .map((name) => readId(/^article-(\d+)$/.exec(name)?.[1]))
    .filter((one) => one !== undefined)
    .slice(0, MOST_ARTICLES)
}

export const OfficialForm = z.object({ official: checkbox() })

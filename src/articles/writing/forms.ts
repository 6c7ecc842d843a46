/** What the editor sends. Tags are one field, parted by commas. */
import { z } from 'zod'
import type { ArticleState } from '../../db/schema.ts'
import { id, line, lines, optional } from '../../web/forms.ts'
import { SOURCE_MAX, SUMMARY_MAX, TITLE_MAX } from '../compose.ts'
import { STATES } from '../rules.ts'

export const TAGS_MAX = 10

/** Languages an author may choose; whatever else an import brought stays until somebody chooses one of these. */
export const CHOICES =
  'en ru uk ar de fr es it pt nl pl cs sk tr sv fi da no hu ro bg sr sl el he fa hi zh ja ko'.split(' ')

export const ArticleForm = z.object({
  title: line(TITLE_MAX, 1),
  summary: line(SUMMARY_MAX).default(''),
  source: lines(SOURCE_MAX, 1),
  category: optional(id()),
  tags: line(500)
    .transform((text) => text.split(/[,،;]/))
    .default([]),
  language: optional(z.string().regex(/^[a-z]{2,3}$/, 'key:fields.not_a_choice')),
  state: z.enum(STATES as [ArticleState, ...ArticleState[]]),
  /** The version the author has before them; none for an article that is not there yet. */
  version: optional(id()),
})

export type ArticleValue = z.output<typeof ArticleForm>

export const RestoreForm = z.object({ version: id() })

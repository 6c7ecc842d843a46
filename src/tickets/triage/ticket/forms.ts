import { z } from 'zod'
import { KINDS } from '../../../taxonomy/rules.ts'
import { id, line, lines, optional } from '../../../web/forms.ts'
import { PRIORITIES } from '../../priority.ts'

/** The sentence a customer reads beside a status. */
export const REASON_MAX = 1000

export const StatusForm = z.object({ status: id(), reason: optional(lines(REASON_MAX)) })

/** '0' is nobody. */
export const AssigneeForm = z.object({ assignee: z.union([z.literal('0').transform(() => 0), id()]) })

export const PriorityForm = z.object({ priority: z.enum(PRIORITIES) })

/** Nothing to choose. */
export const AcknowledgeForm = z.object({})

/** Empty is none. */
export const CategoryForm = z.object({ category: optional(id()) })

export const MOST_TAGS = 10

/** Names between commas or semicolons, those of Arabic too. */
export const TagsForm = z.object({ tags: line(500).transform((text) => text.split(/[,،;؛]/)) })

export const KindForm = z.object({ kind: z.enum(KINDS) })

export const UnlinkForm = z.object({ article: id() })

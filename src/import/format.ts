import { z } from 'zod'
import { isMoment } from './moments.ts'

// The page for operators who write their own exporter is FORMAT.md beside this file; a test holds the two together.

// Longer texts are nobody's question: they are files pasted by mistake, and no page could show them.
export const longestBody = 500_000
export const longestTitle = 2_000

const Id = z.string().min(1).max(300)
const Moment = z
  .string()
  .refine(isMoment, 'is neither a date such as 2024-05-01T09:30:00+02:00 nor a time before now such as -P3DT2H')
const Language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'is not a language code such as en or pt-BR')
const Texts = z
  .record(Language, z.string().min(1).max(2_000))
  .refine((texts) => Object.keys(texts).length > 0, 'is empty')
const Body = z.string().max(longestBody)
const Format = z.enum(['markdown', 'html'])
const Tags = z.array(z.string().max(200)).max(100)
const OldPaths = z
  .array(
    z
      .string()
      .max(2_000)
      .startsWith('/', 'must be a path that begins with /')
      .regex(/^[^?#\s]+$/),
  )
  .max(50)
const Count = z.int().min(0).max(1_000_000_000)
const StatusName = z.string().min(1).max(200)

export const kinds = ['question', 'problem', 'idea', 'thanks'] as const

export const SourceRecord = z.strictObject({
  type: z.literal('source'),
  name: Id,
  base_url: z.url({ protocol: /^https?$/ }).optional(),
})

export const CategoryRecord = z.strictObject({
  type: z.literal('category'),
  id: Id,
  slug: z.string().max(200).optional(),
  names: Texts,
  descriptions: Texts.optional(),
  icon: z.string().max(60).optional(),
  position: z.int().min(0).max(100_000).optional(),
})

export const PersonRecord = z.strictObject({
  type: z.literal('person'),
  id: Id,
  name: z.string().max(200).optional(),
  email: z.email().max(254).optional(),
  staff: z.enum(['agent', 'admin']).optional(),
  title: z.string().max(200).optional(),
  language: Language.optional(),
  created_at: Moment.optional(),
})

export const TicketRecord = z.strictObject({
  type: z.literal('ticket'),
  id: Id,
  kind: z.enum(kinds),
  title: z.string().max(longestTitle),
  body: Body,
  format: Format,
  original: z
    .string()
    .max(2 * longestBody)
    .optional(),
  language: Language.optional(),
  visibility: z.enum(['public', 'private']).optional(),
  status: StatusName.optional(),
  category: Id.optional(),
  tags: Tags.optional(),
  requester: Id.optional(),
  requester_name: z.string().max(200).optional(),
  assignee: Id.optional(),
  created_at: Moment,
  updated_at: Moment.optional(),
  votes: Count.optional(),
  official_reply: Id.optional(),
  solved_by: Id.optional(),
  question_missing: z.boolean().optional(),
  old_paths: OldPaths.optional(),
})

export const ReplyRecord = z.strictObject({
  type: z.literal('reply'),
  id: Id,
  ticket: Id,
  person: Id.optional(),
  name: z.string().max(200).optional(),
  staff: z.boolean().optional(),
  audience: z.enum(['public', 'private', 'note']).optional(),
  body: Body,
  format: Format,
  original: z
    .string()
    .max(2 * longestBody)
    .optional(),
  language: Language.optional(),
  created_at: Moment,
  articles: z.array(Id).max(50).optional(),
  thanks: z.boolean().optional(),
})

export const StatusChangeRecord = z.strictObject({
  type: z.literal('status_change'),
  ticket: Id,
  status: StatusName,
  at: Moment,
  person: Id.optional(),
  reason: z.string().max(2_000).optional(),
})

export const ArticleRecord = z.strictObject({
  type: z.literal('article'),
  id: Id,
  slug: z.string().max(200).optional(),
  title: z.string().max(longestTitle),
  summary: z.string().max(2_000).optional(),
  body: Body,
  format: Format,
  original: z
    .string()
    .max(2 * longestBody)
    .optional(),
  language: Language.optional(),
  category: Id.optional(),
  state: z.enum(['draft', 'published', 'internal']).optional(),
  author: Id.optional(),
  created_at: Moment,
  updated_at: Moment.optional(),
  helpful_yes: Count.optional(),
  helpful_no: Count.optional(),
  old_paths: OldPaths.optional(),
  tags: Tags.optional(),
})

export const LinkRecord = z.strictObject({
  type: z.literal('link'),
  ticket: Id,
  article: Id,
  at: Moment.optional(),
})

export const ImportRecord = z.discriminatedUnion('type', [
  SourceRecord,
  CategoryRecord,
  PersonRecord,
  TicketRecord,
  ReplyRecord,
  StatusChangeRecord,
  ArticleRecord,
  LinkRecord,
])

export type SourceRecord = z.infer<typeof SourceRecord>
export type CategoryRecord = z.infer<typeof CategoryRecord>
export type PersonRecord = z.infer<typeof PersonRecord>
export type TicketRecord = z.infer<typeof TicketRecord>
export type ReplyRecord = z.infer<typeof ReplyRecord>
export type StatusChangeRecord = z.infer<typeof StatusChangeRecord>
export type ArticleRecord = z.infer<typeof ArticleRecord>
export type LinkRecord = z.infer<typeof LinkRecord>
export type ImportRecord = z.infer<typeof ImportRecord>

// "ticket: body: Invalid input" in words an operator can act on: field first, then what is wrong with it.
export function explain(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`).join('; ')
}

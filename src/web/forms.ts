/** Reading forms: strings in, a typed value or the faults beside their fields out; what was typed is kept. */
import { z } from 'zod'
import { cleanLine, cleanText } from '../text/clean.ts'

/** Message keys beside their fields, e.g. { title: { key: 'fields.required' } }. */
export type Faults = Record<string, { key: string; params?: Record<string, unknown> }>
/** What was typed, by field name, to show again. */
export type Typed = Record<string, string>
export type Read<T> = { ok: true; value: T; typed: Typed } | { ok: false; faults: Faults; typed: Typed }

/**
 * Checks a form's body. A field sent twice, or as anything but text, counts as a fault of that field; fields the schema
 * does not know are dropped from the value. Texts arrive cleaned (see text/clean).
 */
export function readForm<S extends z.ZodObject>(schema: S, body: unknown): Read<z.output<S>> {
  const typed: Typed = {}
  const faults: Faults = {}
  for (const [name, value] of Object.entries(body ?? {})) {
    if (typeof value === 'string') typed[name] = cleanText(value)
    else if (name in schema.shape) faults[name] = { key: 'fields.invalid' }
  }
  const result = schema.safeParse(typed)
  if (result.success && Object.keys(faults).length === 0) return { ok: true, value: result.data, typed }
  for (const issue of result.error?.issues ?? []) faults[String(issue.path[0])] ??= faultOf(issue)
  return { ok: false, faults, typed }
}

function faultOf(issue: z.core.$ZodIssue): { key: string; params?: Record<string, unknown> } {
  if (issue.message.startsWith('key:')) return { key: issue.message.slice(4) }
  if (issue.code === 'too_big') return { key: 'fields.too_long', params: { max: issue.maximum } }
  if (issue.code === 'too_small') {
    return issue.minimum === 1
      ? { key: 'fields.required' }
      : { key: 'fields.too_short', params: { min: issue.minimum } }
  }
  if (issue.code === 'invalid_type') return { key: 'fields.required' }
  if (issue.code === 'invalid_value') return { key: 'fields.not_a_choice' }
  return { key: 'fields.invalid' }
}

/** A one-line field: white space folded, bidi controls out; `min` 1 makes it required. Lengths in characters. */
export const line = (max: number, min = 0) => z.string().transform(cleanLine).pipe(z.string().min(min).max(max))

/** A field of several lines. */
export const lines = (max: number, min = 0) =>
  z
    .string()
    .transform((text) => text.trim())
    .pipe(z.string().min(min).max(max))

/** An optional field of any schema: absent or empty is undefined. */
export const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? undefined : value), schema.optional())

/** Source of the shape: what HTML's input type=email accepts, at most 254 characters (RFC 5321). */
export const email = () =>
  z
    .string()
    .transform(cleanLine)
    .pipe(
      z
        .string()
        .max(254)
        .regex(
          /^[^\s@<>"',;:()[\]\\]{1,64}@[a-z0-9\p{L}](?:[a-z0-9\p{L}.-]{0,251}[a-z0-9\p{L}])?$/iu,
          'key:fields.not_email',
        ),
    )

/** A row's number in a form or address: 1 to 2^31-1, else undefined. */
export function readId(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^[1-9]\d{0,9}$/.test(text)) return undefined
  const id = Number(text)
  return id <= 2_147_483_647 ? id : undefined
}

/** A required reference to a row. */
export const id = () =>
  z
    .string()
    .refine((text) => readId(text) !== undefined, 'key:fields.not_a_choice')
    .transform(Number)

/** A check box: present is true. */
export const checkbox = () => z.preprocess((value) => value !== undefined && value !== '', z.boolean())

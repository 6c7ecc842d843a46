/** What the ask form holds. A thanks may be a title or a text alone; anything else has both. */
import { z } from 'zod'
import { KINDS } from '../../taxonomy/rules.ts'
import { email, id, line, lines, optional, type Read, readForm } from '../../web/forms.ts'
import { NAME_MAX, TEXT_MAX, TITLE_MAX } from '../writing.ts'

const Common = {
  visibility: z.enum(['public', 'private']),
  category: optional(id()),
  name: optional(line(NAME_MAX)),
  email: optional(email()),
}

const AskForm = z.object({
  ...Common,
  kind: z.enum(KINDS),
  title: line(TITLE_MAX, 1),
  text: lines(TEXT_MAX, 1),
})

const ThanksForm = z.object({
  ...Common,
  kind: z.literal('thanks'),
  title: optional(line(TITLE_MAX)),
  text: optional(lines(TEXT_MAX)),
})

export type AskValue = Omit<z.output<typeof AskForm>, 'title'> & { title: string | undefined }

export function readAskForm(body: unknown): Read<AskValue> {
  const { kind } = (body ?? {}) as { kind?: unknown }
  if (kind !== 'thanks') return readForm(AskForm, body)
  const read = readForm(ThanksForm, body)
  if (!read.ok) return read
  const { title, text } = read.value
  if (title === undefined && text === undefined) {
    return { ok: false, faults: { text: { key: 'fields.required' } }, typed: read.typed }
  }
  return { ...read, value: { ...read.value, text: text ?? '', title } }
}

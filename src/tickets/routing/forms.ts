import { z } from 'zod'
import { KINDS } from '../../taxonomy/rules.ts'
import { checkbox, id, line, optional } from '../../web/forms.ts'
import { PRIORITIES, priorityNumber } from '../priority.ts'

const MOST_WORDS = 50
/** Ten days and nights. */
const MOST_MINUTES = 14_400

const minutes = z
  .string()
  .trim()
  .refine(
    (text) => /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= MOST_MINUTES,
    'key:routing.not_minutes',
  )
  .transform(Number)

/** Empty is any. */
export const RuleForm = z.object({
  name: line(80, 1),
  kind: optional(z.enum(KINDS)),
  category: optional(id()),
  language: optional(z.string().regex(/^[a-z]{2,3}$/, 'key:fields.not_a_choice')),
  channel: optional(line(40)),
  words: optional(
    line(1000).transform((text) => [
      ...new Set(
        text
          .split(/[,،;؛]/)
          .map((word) => word.trim())
          .filter(Boolean)
          .slice(0, MOST_WORDS),
      ),
    ]),
  ),
  waits: optional(minutes),
  who: z
    .string()
    .refine((text) => text === '' || text === 'rota' || /^[1-9]\d{0,9}$/.test(text), 'key:fields.not_a_choice'),
  priority: optional(z.enum(PRIORITIES)),
  off: checkbox(),
})

export type RuleValue = z.output<typeof RuleForm>

/** As rows keep it. */
export function ruleFrom({ name, kind, category, language, channel, words, waits, who, priority, off }: RuleValue) {
  return {
    name,
    kind: kind ?? null,
    category_id: category ?? null,
    language: language ?? null,
    channel: channel ?? null,
    words: words ?? [],
    waits_minutes: waits ?? null,
    assignee_id: who === '' || who === 'rota' ? null : Number(who),
    to_rota: who === 'rota',
    priority: priority ? priorityNumber(priority) : null,
    is_on: !off,
  }
}

export type RuleColumns = ReturnType<typeof ruleFrom>

import { z } from 'zod'
import { readId } from '../../web/forms.ts'

/** A post as the queue names it: 't12' a ticket, 'r34' a reply. */
const post = z
  .string()
  .regex(/^[tr][1-9]\d{0,8}$/, 'key:fields.not_a_choice')
  .transform((text) => ({ type: text.startsWith('t') ? ('ticket' as const) : ('reply' as const), id: +text.slice(1) }))

/** One post, or with it all that are alike: the same words, or the same sender. */
export const ReviewForm = z.object({
  post,
  act: z
    .enum(['approve', 'discard', 'approve_text', 'discard_text', 'approve_sender', 'discard_sender'])
    .transform((act) => {
      const [verdict, alike] = act.split('_')
      return { verdict: verdict as 'approve' | 'discard', alike: alike as 'text' | 'sender' | undefined }
    }),
})

export type PostRef = z.output<typeof post>

export const UndoForm = z.object({ done: z.string() })

/** Events of one act, as they stand in the address after it: '12-13-14'. */
export function readDone(text: unknown): number[] {
  if (typeof text !== 'string') return []
  return text
    .split('-', MOST_AT_ONCE)
    .map(readId)
    .filter((id) => id !== undefined)
}

/** What one line can undo. */
export const MOST_AT_ONCE = 200

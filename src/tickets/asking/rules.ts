/** What is asked of a post before it becomes a ticket, and what becomes of it. */
import type { ReviewState, Visibility } from '../../db/schema.ts'
import type { Screened } from '../../screening/rules.ts'
import { excerpt } from '../../text/excerpt.ts'
import { plainText } from '../../text/plain.ts'

/** A title for a thanks that came without one: its first words. */
export function titleFrom(text: string): string {
  const first = plainText(text).split('\n')[0] ?? ''
  return excerpt(first || text, 80)
}

/**
 * Public posts of strangers can be read at once and are looked at afterwards; doubtful ones wait. A private one has
 * nothing to hide from anybody but staff, who see it in any case: held, it only sends no mail.
 */
export function reviewStateOf(byStaff: boolean, visibility: Visibility, verdict: Screened['verdict']): ReviewState {
  if (byStaff) return 'approved'
  if (verdict === 'hold') return 'held'
  return visibility === 'public' ? 'unreviewed' : 'approved'
}

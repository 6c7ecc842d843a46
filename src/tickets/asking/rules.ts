/** What is asked of a post before it becomes a ticket, and what becomes of it. */
import type { ReviewState, Visibility } from '../../db/schema.ts'
import type { Screened } from '../../screening/rules.ts'
import { excerpt } from '../../text/excerpt.ts'
import { plainText } from '../../text/plain.ts'
import type { Hidden } from '../../text/private-data/hide.ts'
import type { Typed } from '../../web/forms.ts'
import { chosen, type Found, isOpen, lookOver, readChoice } from '../guard.ts'

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

type Guarded = {
  value: { visibility: Visibility; name?: string | undefined; email?: string | undefined }
  text: { title: string; source: string }
  draft: { typed: Typed }
}

/** What looks private in what everybody is to read. In a private ticket nothing is asked: it is read by our team alone. */
export function foundIn({ value, text }: Guarded): Found[] {
  if (value.visibility === 'private') return []
  return lookOver([text.title, text.source], { email: value.email, shownName: value.name })
}

/** What nobody has asked them about yet; undefined when there is nothing to ask. */
export function unasked(question: Guarded): Found[] | undefined {
  const found = foundIn(question)
  return isOpen(found, readChoice(question.draft.typed)) ? found : undefined
}

/** What they chose to keep for the team. */
export function hiddenIn(question: Guarded): Hidden[] {
  const { typed } = question.draft
  return typed.guard === 'open' ? [] : chosen(foundIn(question), readChoice(typed))
}

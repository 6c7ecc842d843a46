/** The admin's rules of who gets a ticket and how urgent it is: what fits, and what follows. Pure. */
import type { RoutingRuleRow, TicketRow } from '../db/schema.ts'

export type Rule = RoutingRuleRow

/** What a rule looks at. */
export type Judged = Pick<TicketRow, 'kind' | 'category_id' | 'language' | 'channel' | 'title' | 'source'>

export function fits(rule: Rule, ticket: Judged): boolean {
  return (
    (rule.kind === null || rule.kind === ticket.kind) &&
    (rule.category_id === null || rule.category_id === ticket.category_id) &&
    (rule.language === null || rule.language === ticket.language) &&
    (rule.channel === null || rule.channel === ticket.channel) &&
    (rule.words.length === 0 || hasWord(rule.words, `${ticket.title}\n${ticket.source}`))
  )
}

/** Texts longer than this are judged by their beginning. */
const LOOKED_AT = 20_000

/** One of the words begins a word of the text: "fail" is in "It failed". Letter case and its marks do not count. */
function hasWord(words: readonly string[], text: string): boolean {
  const folded = ` ${fold(text.slice(0, LOOKED_AT))}`
  return words.some((word) => folded.includes(` ${fold(word)}`))
}

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    // Marks of vowels in Arabic too, which some write and others do not.
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

export type Decision = {
  who?: { rule: Rule; staffId: number }
  priority?: { rule: Rule; priority: number }
}

/** `rules` in their order. `onDuty`: whom the rota would give it to; `team`: who may be given work. */
export function decide(
  rules: readonly Rule[],
  ticket: Judged,
  { onDuty, team }: { onDuty: number | undefined; team: ReadonlySet<number> },
): Decision {
  const fitting = rules.filter((rule) => rule.is_on && fits(rule, ticket))
  const decision: Decision = {}
  for (const rule of fitting) {
    const staffId = rule.to_rota ? onDuty : (rule.assignee_id ?? undefined)
    // Who has left, or a day on which nobody is on duty: the next rule has its say.
    if (!decision.who && staffId !== undefined && team.has(staffId)) decision.who = { rule, staffId }
    if (!decision.priority && rule.priority !== null) decision.priority = { rule, priority: rule.priority }
  }
  return decision
}

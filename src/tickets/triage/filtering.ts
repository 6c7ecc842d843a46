/** The filters of the queue as SQL. */
import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely'
import { languagesOf } from '../../db/find-rows.ts'
import { asQuery, type TextQuery, textQuery } from '../../db/full-text.ts'
import type { Database, Db } from '../../db/schema.ts'
import { languagesFor } from '../../text/search-languages.ts'
import { readId } from '../../web/forms.ts'
import type { Filter, Filters } from './urls.ts'

type Tickets = ExpressionBuilder<Database, 'tickets'>
type Condition = Expression<SqlBool>

/** What the words of a filter look for: a ticket's number, or a query of the full text. */
export type Words = { id: number } | { find: TextQuery } | undefined

/** Asks the database for the forms of the words; before the conditions are written. */
export async function findWords(db: Db, q: string | undefined): Promise<Words> {
  if (q === undefined) return undefined
  if (q.startsWith('#')) return { id: readId(q.slice(1)) ?? 0 }
  return { find: (await textQuery(db, q, languagesFor(q, await languagesOf(db, 'tickets')))).find }
}

/** The newest of what words find: a word that everybody writes must not make the queue wait. */
const MOST_FOUND = 5000

export function conditions(eb: Tickets, filters: Filters, staffId: number, words: Words): Condition[] {
  const conditions: Record<Filter, () => Condition> = {
    q: () => foundBy(eb, words),
    kind: () => eb('tickets.kind', '=', filters.kind ?? 'question'),
    status: () => eb('tickets.status_id', '=', filters.status ?? 0),
    category: () => eb('tickets.category_id', '=', filters.category ?? 0),
    tag: () => hasTag(eb, filters.tag ?? ''),
    assignee: () =>
      filters.assignee === 0
        ? eb('tickets.assignee_id', 'is', null)
        : eb('tickets.assignee_id', '=', filters.assignee === 'me' ? staffId : (filters.assignee ?? 0)),
    language: () => eb('tickets.language', '=', filters.language ?? ''),
    priority: () => eb('tickets.priority', '=', filters.priority ?? 0),
    channel: () => eb('tickets.channel', '=', filters.channel ?? ''),
    visibility: () => eb('tickets.visibility', '=', filters.visibility ?? 'public'),
    answer: () => answered(eb, filters.answer),
    age: () => ofAge(eb, filters.age),
    snoozed: () => eb('tickets.snoozed_at', filters.snoozed === 'yes' ? 'is not' : 'is', null),
  }
  return (Object.keys(filters) as Filter[]).map((name) => conditions[name]())
}

function foundBy(eb: Tickets, words: Words): Condition {
  if (words === undefined) return eb.val(true)
  if ('id' in words) return eb('tickets.id', '=', words.id)
  if (words.find === '') return eb.val(false)
  const found: RawBuilder<number> = sql`(SELECT found.id FROM tickets AS found WHERE found.search @@ ${asQuery(words.find)}
    ORDER BY found.id DESC LIMIT ${sql.lit(MOST_FOUND)})`
  return eb('tickets.id', 'in', found)
}

function hasTag(eb: Tickets, name: string): Condition {
  const tag = eb.selectFrom('tags').select('tags.id').where('tags.name', '=', name)
  const tagged = eb.selectFrom('ticket_tags').select('ticket_tags.ticket_id').where('ticket_tags.tag_id', '=', tag)
  // The offset keeps the planner from asking for the tag of each open ticket by itself: they are hashed at once.
  return eb('tickets.id', 'in', tagged.offset(sql.lit(0)))
}

function answered(eb: Tickets, answer: Filters['answer']): Condition {
  if (answer === 'waits') return eb('tickets.waiting_since', 'is not', null)
  if (answer === 'never') return eb('tickets.first_reply_at', 'is', null)
  return eb.and([eb('tickets.first_reply_at', 'is not', null), eb('tickets.waiting_since', 'is', null)])
}

function ofAge(eb: Tickets, age: Filters['age']): Condition {
  const [which, days] = (age ?? '').split('-')
  const then = sql<Date>`now() - make_interval(days => ${sql.lit(Number(days))})`
  return eb('tickets.created_at', which === 'over' ? '<=' : '>', then)
}

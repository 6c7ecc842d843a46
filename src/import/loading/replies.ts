/** Replies of the source, with the articles they answered with. */
import type { Trx } from '../../db/schema.ts'
import { cleanLine } from '../../text/clean.ts'
import { isThankYou } from '../../text/thank-you.ts'
import { type EventType, eventRow } from '../../tickets/events.ts'
import { composeReplyText } from '../../tickets/writing.ts'
import type { ReplyRecord } from '../format.ts'
import { momentAt } from '../moments.ts'
import { oldPath } from '../old-path.ts'
import { fresh, type Item } from './batches.ts'
import { deriveTickets } from './derive.ts'
import { findKnown, hashOf, remember } from './known.ts'
import { keepOriginals } from './leftovers.ts'
import { addLinks, type NewLink } from './links.ts'
import { type Shown, shownNames } from './names.ts'
import { addPeople, findPeople, type KnownPerson } from './people.ts'
import { findTargets, keyOf, type Reference, type Target } from './references.ts'
import type { Scope } from './scope.ts'
import { type Prepared, prepareText, referencesOf } from './texts.ts'
import { findTickets, type KnownTicket } from './ticket-lookup.ts'

export async function loadReplies(trx: Trx, scope: Scope, items: Item<ReplyRecord>[]): Promise<void> {
  const known = await findKnown(
    trx,
    scope.source,
    'reply',
    items.map(({ record }) => record.id),
  )
  const candidates = fresh(items, known)
  const tickets = await findTickets(
    trx,
    scope.source,
    candidates.map(({ record }) => record.ticket),
  )
  const added = candidates.filter(({ record, row, tally }) => {
    const ticket = tickets.get(record.ticket)
    if (!ticket) tally.refuse(row, 'its ticket is not in the file, nor was it imported before')
    return ticket !== undefined
  })
  if (added.length === 0) return
  const people = await findPeople(
    trx,
    scope.source,
    added.map(({ record }) => record.person),
  )
  const unknown = added.filter(({ record }) => !people.has(record.person ?? ''))
  const nameless = await addPeople(
    trx,
    unknown.map(({ record }) => namelessRow(record, scope.now)),
  )
  const references = added.flatMap(({ record }) => [
    ...referencesOf(record, scope),
    ...(record.articles ?? []).map(articleReference),
  ])
  const targets = await findTargets(trx, scope.source, references)
  const names = await shownNames(
    trx,
    scope.siteName,
    added.map(({ record }) => {
      const [ticket, person] = [tickets.get(record.ticket), people.get(record.person ?? '')]
      const isRequester = person !== undefined && person.personId === ticket?.requesterId
      return {
        typed: record.name ?? person?.name ?? '',
        isStaff: record.staff ?? person?.staffId != null,
        requesterName: isRequester ? undefined : ticket?.requesterName,
      }
    }),
  )
  const rows = added.map(({ record }, n) => {
    const text = prepareText(record, scope, targets)
    const ticket = tickets.get(record.ticket) as KnownTicket
    return {
      text,
      ...replyRow(record, scope, text, ticket, people.get(record.person ?? ''), names[n] as Shown, nameless),
    }
  })
  const ids = (
    await trx
      .insertInto('replies')
      .values(rows.map(({ row }) => row))
      .returning('id')
      .execute()
  ).map(({ id }) => id)
  await trx
    .insertInto('events')
    .values(rows.flatMap(({ row }, n) => replyEvents(row, ids[n] as number)))
    .execute()
  await addLinks(
    trx,
    rows.flatMap(({ row, text }, n) =>
      linksOf(added[n]?.record as ReplyRecord, row, ids[n] as number, targets, text.changes),
    ),
  )
  await keepOriginals(
    trx,
    'reply_id',
    ids,
    rows.map(({ text }) => text.original),
  )
  await remember(
    trx,
    scope.source,
    'reply',
    added.map(({ record }, n) => ({
      externalId: record.id,
      rowId: ids[n] as number,
      hash: hashOf(record, rows[n]?.text.unmet.length === 0 ? 'done' : 'stored'),
    })),
  )
  await deriveTickets(
    trx,
    scope.statuses,
    rows.map(({ row }) => row.ticket_id),
  )
  for (const [n, { row, tally }] of added.entries()) tally.take(row, rows[n]?.text.changes ?? [])
}

function namelessRow({ name, created_at }: ReplyRecord, now: Date) {
  return { name: cleanLine(name ?? ''), email: null, language: null, created_at: momentAt(created_at, now) as Date }
}

function replyRow(
  record: ReplyRecord,
  scope: Scope,
  text: Prepared,
  ticket: KnownTicket,
  person: KnownPerson | undefined,
  name: Shown,
  nameless: number[],
) {
  const byStaff = record.staff ?? person?.staffId != null
  const personId = person?.personId ?? (nameless.shift() as number)
  if (record.person && !person) text.changes.push('its writer is not in the file: shown without one')
  text.changes.push(...name.changes)
  const audience = record.audience ?? 'public'
  const row = {
    ticket_id: ticket.id,
    person_id: personId,
    author_name: name.name,
    by_staff: byStaff,
    by_requester: personId === ticket.requesterId,
    audience,
    // What staff write in private is for the requester; what others write in private is for staff, who read everything.
    addressee_id: audience === 'private' ? (byStaff ? ticket.requesterId : personId) : null,
    review_state: 'approved' as const,
    ...replyText(text, byStaff, scope.siteUrl),
    created_at: momentAt(record.created_at, scope.now) as Date,
    is_thanks: record.thanks ?? (!byStaff && isThankYou(text.source)),
  }
  return { row }
}

type Made = ReturnType<typeof replyRow>['row']

/** The columns that depend on the text; asked for again when its links find their targets. */
export function replyText({ source, language }: Prepared, byStaff: boolean, siteUrl: string) {
  return composeReplyText(source, { byStaff, siteUrl, language })
}

// As a reply made here: written, and where the requester only says thanks, that as well.
function replyEvents({ ticket_id, person_id, by_staff, by_requester, created_at, ...row }: Made, id: number) {
  const actor = { personId: person_id, byStaff: by_staff }
  const types: EventType[] = [
    row.audience === 'note' ? 'noted' : 'replied',
    ...(row.is_thanks && by_requester ? ['thanked' as const] : []),
  ]
  return types.map((type) => eventRow(ticket_id, type, actor, { reply_id: id }, created_at))
}

const articleReference = (article: string): Reference =>
  article.startsWith('/') ? { path: oldPath(article) } : { type: 'article', id: article }

function linksOf(
  record: ReplyRecord,
  row: Made,
  id: number,
  targets: ReadonlyMap<string, Target>,
  changes: string[],
): NewLink[] {
  const found = (record.articles ?? []).map((article) => targets.get(keyOf(articleReference(article))))
  const articles = found.filter((target) => target?.type === 'article') as Target[]
  if (articles.length < found.length) changes.push('an article it answered with is not imported: not linked')
  return articles.map((target) => ({
    ticket_id: row.ticket_id,
    article_id: target.id,
    reply_id: id,
    linked_by: row.person_id,
    created_at: row.created_at,
  }))
}

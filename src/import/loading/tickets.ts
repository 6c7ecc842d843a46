/** Tickets of the source, as they stand before their replies and their history are added. */
import type { Trx } from '../../db/schema.ts'
import { cleanLine } from '../../text/clean.ts'
import { setClocks } from '../../tickets/clocks.ts'
import { searchVector } from '../../tickets/commands.ts'
import { eventRow } from '../../tickets/events.ts'
import { composeTicketText } from '../../tickets/writing.ts'
import type { TicketRecord } from '../format.ts'
import { momentAt } from '../moments.ts'
import { fresh, type Item } from './batches.ts'
import { standingAfter } from './history.ts'
import { findKnown, hashOf, remember } from './known.ts'
import { keepOldPaths, keepOriginals } from './leftovers.ts'
import { type Shown, shownNames } from './names.ts'
import { addPeople, findPeople, type KnownPerson } from './people.ts'
import { findTargets } from './references.ts'
import type { Scope } from './scope.ts'
import { findCategories, findOrAddTags, prepareTags } from './taxonomy.ts'
import { type Prepared, prepareText, prepareTitle, referencesOf } from './texts.ts'

type Lookups = { categories: Map<string, number>; people: Map<string, KnownPerson>; nameless: number[] }

export async function loadTickets(trx: Trx, scope: Scope, items: Item<TicketRecord>[]): Promise<void> {
  const known = await findKnown(
    trx,
    scope.source,
    'ticket',
    items.map(({ record }) => record.id),
  )
  const added = fresh(items, known)
  if (added.length === 0) return
  const targets = await findTargets(
    trx,
    scope.source,
    added.flatMap(({ record }) => referencesOf(record, scope)),
  )
  const categories = await findCategories(
    trx,
    scope.source,
    added.map(({ record }) => record.category),
  )
  const people = await findPeople(
    trx,
    scope.source,
    added.flatMap(({ record }) => [record.requester, record.assignee]),
  )
  const unknown = added.filter(({ record }) => !people.has(record.requester ?? ''))
  const nameless = await addPeople(
    trx,
    unknown.map(({ record }) => namelessRow(record, scope.now)),
  )
  const lookups: Lookups = { categories, people, nameless }
  const names = await shownNames(
    trx,
    scope.siteName,
    added.map(({ record }) => {
      const person = people.get(record.requester ?? '')
      return { typed: record.requester_name ?? person?.name ?? '', isStaff: Boolean(person?.staffId) }
    }),
  )
  const rows = added.map(({ record }, n) =>
    ticketRow(record, scope, prepareText(record, scope, targets, record.title), names[n] as Shown, lookups),
  )
  const ids = (
    await trx
      .insertInto('tickets')
      .values(rows.map(({ row }) => row))
      .returning('id')
      .execute()
  ).map(({ id }) => id)
  await keepCompany(trx, ids, rows, added)
  await setClocks(trx, ...ids)
  await remember(
    trx,
    scope.source,
    'ticket',
    added.map(({ record }, n) => ({
      externalId: record.id,
      rowId: ids[n] as number,
      hash: hashOf(record, isFinished(record, rows[n]?.text) ? 'finished' : 'stored'),
    })),
  )
  for (const [n, { row, tally }] of added.entries()) tally.take(row, rows[n]?.text.changes ?? [])
}

// A person of their own for every ticket without one: a shared identity would read another's private tickets.
function namelessRow({ requester_name, created_at }: TicketRecord, now: Date) {
  return {
    name: cleanLine(requester_name ?? ''),
    email: null,
    language: null,
    created_at: momentAt(created_at, now) as Date,
  }
}

const isFinished = (record: TicketRecord, text: Prepared | undefined): boolean =>
  text?.unmet.length === 0 && record.official_reply === undefined && record.solved_by === undefined

/** The columns that depend on the text; asked for again when its links find their targets. */
export function ticketText(rawTitle: string, text: Prepared, byStaff: boolean, siteUrl: string) {
  const { title, source } = prepareTitle(rawTitle, text.source, text.changes)
  return composeTicketText(title, source, { byStaff, siteUrl, language: text.language })
}

function ticketRow(
  record: TicketRecord,
  scope: Scope,
  text: Prepared,
  name: Shown,
  { categories, people, nameless }: Lookups,
) {
  const { statuses, now } = scope
  const requester = record.requester === undefined ? undefined : people.get(record.requester)
  const assignee = record.assignee === undefined ? undefined : people.get(record.assignee)
  const status = record.status === undefined ? undefined : statuses.find(record.kind, record.status)
  const { changes } = text
  changes.push(...name.changes)
  if (record.requester && !requester) changes.push('its requester is not in the file: shown without one')
  if (record.assignee && !assignee?.staffId)
    changes.push('its assignee is not among the staff of the file: left unassigned')
  if (record.category && !categories.has(record.category))
    changes.push('its category is not in the file: left without one')
  if (record.status && !status) changes.push('a status of that name does not exist here: put to the first one')
  const at = status ?? statuses.first(record.kind)
  const created = momentAt(record.created_at, now) as Date
  const activity = record.updated_at ? (momentAt(record.updated_at, now) as Date) : created
  const written = ticketText(record.title, text, Boolean(requester?.staffId), scope.siteUrl)
  // Without a reply or a change so far; they are counted in as they are added.
  const { origins: _, ...standing } = standingAfter(
    { kind: record.kind, status_id: at.id, created_at: created, activity_at: activity, changed_at: created },
    { replies: [], changes: [] },
    statuses,
  )
  const row = {
    ...written,
    ...standing,
    search: searchVector(written),
    kind: record.kind,
    visibility: record.visibility ?? ('public' as const),
    was_public: record.visibility !== 'private',
    review_state: 'approved' as const,
    category_id: categories.get(record.category ?? '') ?? null,
    assignee_id: assignee?.staffId ?? null,
    requester_id: requester?.personId ?? (nameless.shift() as number),
    requester_name: name.name,
    by_staff: Boolean(requester?.staffId),
    question_missing: record.question_missing ?? false,
    created_at: created,
    vote_count: record.votes ?? 0,
    carried_votes: record.votes ?? 0,
  }
  return { row, text, tags: prepareTags(record.tags, changes) }
}

type Made = ReturnType<typeof ticketRow>

async function keepCompany(
  trx: Trx,
  ids: readonly number[],
  rows: readonly Made[],
  added: Item<TicketRecord>[],
): Promise<void> {
  const asked = rows.map(({ row }, n) =>
    eventRow(ids[n] as number, 'asked', { personId: row.requester_id, byStaff: row.by_staff }, {}, row.created_at),
  )
  const people = rows.map(({ row }, n) => ({
    ticket_id: ids[n] as number,
    person_id: row.requester_id,
    role: 'requester' as const,
    since: row.created_at,
  }))
  await trx.insertInto('ticket_people').values(people).execute()
  await trx.insertInto('events').values(asked).execute()
  const tagIds = await findOrAddTags(
    trx,
    rows.flatMap(({ tags }) => tags),
  )
  const tagged = rows.flatMap(({ tags }, n) =>
    tags.map((name) => ({ ticket_id: ids[n] as number, tag_id: tagIds.get(name) as number })),
  )
  if (tagged.length > 0) await trx.insertInto('ticket_tags').values(tagged).execute()
  await keepOriginals(
    trx,
    'ticket_id',
    ids,
    rows.map(({ text }) => text.original),
  )
  await keepOldPaths(trx, 'ticket_id', ids, added)
}

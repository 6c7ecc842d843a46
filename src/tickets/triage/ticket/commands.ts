/** Acts that sort a ticket. Each runs on a locked ticket and leaves a line in its history; what is so already is left. */
import { sql } from 'kysely'
import type { Kind, StatusRow, Trx } from '../../../db/schema.ts'
import { ensureTags, tagName } from '../../../taxonomy/commands.ts'
import { firstStatus, type Taxonomy } from '../../../taxonomy/rules.ts'
import { Refused } from '../../../web/errors.ts'
import { setClocks } from '../../clocks.ts'
import { changeStatus } from '../../commands.ts'
import { type Actor, record } from '../../events.ts'
import type { Ticket } from '../../queries.ts'
import { putNews } from '../../receipts.ts'
import { linksListed } from '../../rules.ts'
import { waitAnew } from '../../turns.ts'
import { MOST_TAGS } from './forms.ts'

/** Readers see it on the page; the list by activity stays as it is, for nobody has said anything. */
async function changedForReaders(trx: Trx, ticketId: number): Promise<void> {
  await trx.updateTable('tickets').set({ changed_at: new Date() }).where('id', '=', ticketId).execute()
}

/** Throws Refused as changeStatus does. The requester who left an address is told that there is something to read. */
export async function setStatus(
  trx: Trx,
  secret: string,
  ticket: Ticket,
  status: StatusRow,
  reason: string | undefined,
  actor: Actor,
): Promise<void> {
  if (status.id === ticket.status_id) return
  await changeStatus(trx, ticket, status, actor, { reason })
  // Reopened by staff, or a slip undone: whoever waited before waits since then, not since now.
  if (status.phase === 'open' && ticket.phase !== 'open') await waitAnew(trx, ticket.id)
  await putNews(trx, secret, ticket, { name: 'ticket_status' }, actor.personId)
}

/** `staffId` null: nobody. Throws Refused for somebody who is not (any more) on the team. Strangers see none of it. */
export async function assign(trx: Trx, ticket: Ticket, staffId: number | null, actor: Actor): Promise<void> {
  if (staffId === ticket.assignee_id) return
  const colleague =
    staffId === null
      ? null
      : await trx
          .selectFrom('staff')
          .select(['id', 'name'])
          .where('id', '=', staffId)
          .where('deactivated_at', 'is', null)
          .executeTakeFirst()
  if (colleague === undefined) throw new Refused('fields.not_a_choice', {}, 422)
  await trx.updateTable('tickets').set({ assignee_id: staffId }).where('id', '=', ticket.id).execute()
  const data = { from: ticket.assignee_id, to: staffId, name: colleague?.name ?? '' }
  await record(trx, ticket.id, 'assigned', actor, data)
}

export async function categorise(trx: Trx, ticket: Ticket, categoryId: number | null, actor: Actor): Promise<void> {
  if (categoryId === ticket.category_id) return
  await trx.updateTable('tickets').set({ category_id: categoryId }).where('id', '=', ticket.id).execute()
  await changedForReaders(trx, ticket.id)
  await record(trx, ticket.id, 'categorised', actor, { from: ticket.category_id, to: categoryId })
  await setClocks(trx, ticket.id)
}

/** These tags and no others; made where they did not exist. Throws Refused for too many. */
export async function tag(trx: Trx, ticket: Ticket, typed: readonly string[], actor: Actor): Promise<void> {
  const names = [...new Set(typed.map(tagName).filter(Boolean))].sort()
  if (names.length > MOST_TAGS) throw new Refused('triage.too_many_tags', { count: MOST_TAGS }, 422)
  const rows = await trx
    .selectFrom('ticket_tags')
    .innerJoin('tags', 'tags.id', 'ticket_tags.tag_id')
    .select('tags.name')
    .where('ticket_tags.ticket_id', '=', ticket.id)
    .execute()
  const before = rows.map(({ name }) => name).sort()
  if (before.join() === names.join()) return
  await trx.deleteFrom('ticket_tags').where('ticket_id', '=', ticket.id).execute()
  const ids = await ensureTags(trx, names)
  if (ids.length > 0) {
    await trx
      .insertInto('ticket_tags')
      .values(ids.map((tag_id) => ({ ticket_id: ticket.id, tag_id })))
      .execute()
  }
  await changedForReaders(trx, ticket.id)
  await record(trx, ticket.id, 'tagged', actor, { from: before, to: names })
}

/** A status of the new kind that says the same: of the same name, else of the same phase, else the first one. */
export function matchingStatus(taxonomy: Taxonomy, status: StatusRow | undefined, kind: Kind): StatusRow {
  const candidates = taxonomy.byKind[kind]
  const sameWord = candidates.find(({ message_key }) => message_key !== null && message_key === status?.message_key)
  const named = JSON.stringify(status?.names)
  const sameName = candidates.find(({ message_key, names }) => message_key === null && JSON.stringify(names) === named)
  // A reason was never given for the new one: it cannot be one that needs it.
  const samePhase = candidates.find(({ phase, needs_reason }) => phase === status?.phase && !needs_reason)
  return sameWord ?? sameName ?? samePhase ?? firstStatus(taxonomy, kind)
}

export async function changeKind(
  trx: Trx,
  taxonomy: Taxonomy,
  ticket: Ticket,
  kind: Kind,
  actor: Actor,
): Promise<void> {
  if (kind === ticket.kind) return
  const status = matchingStatus(taxonomy, taxonomy.statuses.get(ticket.status_id), kind)
  const at = new Date()
  await trx
    .updateTable('tickets')
    .set({
      kind,
      status_id: status.id,
      phase: status.phase,
      done_at: status.phase === 'done' ? sql`coalesce(done_at, ${at}::timestamptz)` : null,
      changed_at: at,
    })
    .where('id', '=', ticket.id)
    .execute()
  if (status.phase !== ticket.phase) await waitAnew(trx, ticket.id)
  const data = { from: ticket.kind, to: kind, status_from: ticket.status_id, status_to: status.id }
  await record(trx, ticket.id, 'kind_changed', actor, data, at)
  await setClocks(trx, ticket.id)
}

/** The ticket no longer rests on the article; the article's count falls with it. */
export async function unlink(trx: Trx, ticket: Ticket, articleId: number, actor: Actor): Promise<void> {
  const of = { ticket_id: ticket.id, article_id: articleId }
  const link = await trx
    .selectFrom('links')
    .select((eb) => sql<boolean>`${linksListed(eb)}`.as('is_listed'))
    .where((eb) => eb.and(of))
    .executeTakeFirst()
  if (!link) return
  await trx
    .deleteFrom('links')
    .where((eb) => eb.and(of))
    .execute()
  // What a private reply had linked, strangers have never seen.
  if (link.is_listed) await changedForReaders(trx, ticket.id)
  await record(trx, ticket.id, 'unlinked', actor, { article_id: articleId })
}

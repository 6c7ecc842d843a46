/** Two tickets become one: replies, votes and people go along, and the old address leads to the new one. */
import { sql } from 'kysely'
import type { Trx } from '../../db/schema.ts'
import { firstStatus, type Taxonomy } from '../../taxonomy/rules.ts'
import { renderMarkdown } from '../../text/markdown.ts'
import { escapeMarkdown } from '../../text/markdown-escape.ts'
import type { Hidden } from '../../text/private-data/hide.ts'
import { Refused } from '../../web/errors.ts'
import type { StaffViewer, Viewer } from '../../web/viewer.ts'
import { changeStatus, refreshTicket, touch } from '../commands.ts'
import { type Actor, record } from '../events.ts'
import { getTicket, type Ticket } from '../queries.ts'
import { putToPerson, ticketLink } from '../receipts.ts'
import { redact } from '../redaction.ts'
import { isRunning } from '../running-incidents.ts'
import { waitAnew } from '../turns.ts'
import { undoable } from '../undo.ts'
import { carryArticles, carryPeople, carryReplies, carryVotes } from './carry.ts'
import { listPeople } from './queries.ts'
import { type Outcome, outcomeOf, type Reach, reachesOf } from './rules.ts'

export type Merging = { viewer: Viewer; staff: StaffViewer; secret: string; siteUrl: string; taxonomy: Taxonomy }

/** The tickets whose rows a merge changes: both, and what was merged into the first before. */
export async function mergeRows(trx: Trx, fromId: number, intoId: number): Promise<number[]> {
  const rows = await trx.selectFrom('tickets').select('id').where('merged_into', '=', fromId).orderBy('id').execute()
  return [intoId, fromId, ...rows.map(({ id }) => id)]
}

/** The merge with its undo; throws as `merge` does. `hidden`: what is not to be read by those who read it anew. */
export async function mergeOnce(
  trx: Trx,
  by: Merging,
  fromId: number,
  intoId: number,
  reach: Reach,
  hidden: readonly Hidden[] = [],
): Promise<void> {
  const ticketIds = await mergeRows(trx, fromId, intoId)
  await undoable(trx, { staffId: by.staff.id, type: 'merged', ticketIds }, async () => {
    // Now that they are locked: a colleague may have merged another one into the first a moment ago.
    if ((await mergeRows(trx, fromId, intoId)).join() !== ticketIds.join()) throw new Refused('merging.meanwhile')
    const actor = { personId: by.staff.personId, byStaff: true }
    for (const id of hidden.length > 0 ? [fromId, intoId] : []) {
      await redact(trx, await getTicket(trx, by.viewer, id), hidden, actor, by.siteUrl)
    }
    return { result: await merge(trx, by, fromId, intoId, reach) }
  })
}

/**
 * Makes the ticket `fromId` a part of `intoId`, on tickets that are locked (see undoable). Throws Refused for a ticket
 * into itself, a ring, one that is merged or removed already, and a reach that these two do not have.
 */
export async function merge(
  trx: Trx,
  by: Merging,
  fromId: number,
  intoId: number,
  reach: Reach = 'narrow',
): Promise<void> {
  if (fromId === intoId) throw new Refused('merging.itself', {}, 422)
  if (await isRunning(trx, fromId)) throw new Refused('merging.is_incident', { number: fromId }, 409)
  const from = await getStanding(trx, by.viewer, fromId, intoId)
  const into = await getStanding(trx, by.viewer, intoId, fromId)
  const sides = [
    { ...from, people: await listPeople(trx, from.id) },
    { ...into, people: await listPeople(trx, into.id) },
  ] as const
  if (!reachesOf(...sides).includes(reach)) throw new Refused('merging.no_such_reach', {}, 422)
  const outcome = outcomeOf(...sides, reach)
  const hidden = await trx.selectFrom('tickets').select('is_shadowed').where('id', '=', from.id).executeTakeFirst()
  const pair = { from, into, outcome, isShadowed: hidden?.is_shadowed === true }
  const actor = { personId: by.staff.personId, byStaff: true }
  const at = new Date()

  const textId = await insertText(trx, pair, by.siteUrl)
  await carryReplies(trx, pair, textId)
  // A public count and a public list would tell of the private ticket beside them.
  if (!outcome.aside) await carryVotes(trx, pair)
  if (!outcome.aside) await carryArticles(trx, pair)
  await carryPeople(trx, pair)
  await updateInto(trx, pair)
  await leave(trx, from, into, at)
  await tell(trx, pair, reach, actor, at)
  await refreshTicket(trx, into.id)
  if (from.requester_id === into.requester_id) await takeTurn(trx, by.taxonomy, pair, actor, at)
  if (!outcome.aside || outcome.visibility === 'private') await touch(trx, into.id, at)
  if (outcome.carried.includes(from.requester_id)) await putMerged(trx, by.secret, from, into, actor)
}

/** Clear words for whoever comes too late, instead of the page of another ticket. */
async function getStanding(trx: Trx, viewer: Viewer, id: number, otherId: number): Promise<Ticket> {
  const row = await trx
    .selectFrom('tickets')
    .select(['merged_into', 'removed_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row?.removed_at) throw new Refused('merging.removed', { number: id }, 409)
  if (row && row.merged_into === otherId) throw new Refused('merging.ring', { number: id, other: otherId }, 409)
  if (row?.merged_into) throw new Refused('merging.merged_already', { number: id, other: row.merged_into }, 409)
  return getTicket(trx, viewer, id)
}

type Pair = { from: Ticket; into: Ticket; outcome: Outcome; isShadowed: boolean }

/** The old ticket's own text, under its title, as the first of the replies that go along. */
async function insertText(trx: Trx, { from, into, outcome, isShadowed }: Pair, siteUrl: string): Promise<number> {
  const title = `**${escapeMarkdown(from.title)}**`
  const { id } = await trx
    .insertInto('replies')
    .values({
      ticket_id: into.id,
      person_id: from.requester_id,
      author_name: from.author_name || from.requester_name,
      by_staff: from.by_staff,
      by_requester: from.requester_id === into.requester_id,
      audience: outcome.aside ? 'private' : 'public',
      addressee_id: outcome.aside ? from.requester_id : null,
      review_state: outcome.opens ? 'approved' : from.review_state,
      source: `${title}\n\n${from.source}`,
      // The text's HTML as it stands: what was taken out of it for readers stays out.
      html: renderMarkdown(title, { author: 'visitor', siteUrl }) + from.html,
      html_version: from.html_version,
      language: from.language,
      created_at: from.created_at,
      edited_at: from.edited_at,
      text_hash: from.text_hash,
      sender_hash: from.sender_hash,
      spam_score: from.spam_score,
      spam_signals: from.spam_signals,
      is_shadowed: isShadowed,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function updateInto(trx: Trx, { from, into, outcome }: Pair): Promise<void> {
  const work = trx.selectFrom('tickets').where('id', '=', from.id)
  await trx
    .updateTable('tickets')
    .set((eb) => ({
      visibility: outcome.visibility,
      ...(outcome.opens && { was_public: true, review_state: 'approved' as const }),
      ...(!outcome.aside && { carried_votes: into.carried_votes + from.carried_votes }),
      ...(!outcome.aside && { official_reply_id: into.official_reply_id ?? from.official_reply_id }),
      assignee_id: into.assignee_id ?? from.assignee_id,
      priority: eb.fn<number>('greatest', ['priority', work.select('priority')]),
    }))
    .where('id', '=', into.id)
    .execute()
}

/** It waits for nobody any more, and whatever led to it leads on: one hop, however long the chain. */
async function leave(trx: Trx, from: Ticket, into: Ticket, at: Date): Promise<void> {
  await trx
    .updateTable('tickets')
    .set({
      merged_into: into.id,
      changed_at: at,
      waiting_since: null,
      first_reply_due_at: null,
      snoozed_at: null,
      snoozed_until: null,
    })
    .where('id', '=', from.id)
    .execute()
  await trx.updateTable('tickets').set({ merged_into: into.id }).where('merged_into', '=', from.id).execute()
}

async function tell(trx: Trx, { from, into, outcome }: Pair, reach: Reach, actor: Actor, at: Date): Promise<void> {
  if (outcome.visibility !== into.visibility) {
    const data = { from: into.visibility, to: outcome.visibility }
    await record(trx, into.id, 'visibility_changed', actor, data, at)
  }
  if (outcome.opens && into.review_state !== 'approved') await record(trx, into.id, 'approved', actor, {}, at)
  await record(trx, from.id, 'merged_away', actor, { into: into.id }, at)
  await record(trx, into.id, 'merged', actor, { from: from.id, reach }, at)
}

/** What the same person asked after the last answer is asked there now. */
async function takeTurn(trx: Trx, taxonomy: Taxonomy, { from, into }: Pair, actor: Actor, at: Date): Promise<void> {
  if (into.phase === 'open') return waitAnew(trx, into.id)
  if (!from.waiting_since || into.kind === 'thanks') return
  const later = await trx
    .selectFrom('replies')
    .select('id')
    .where('ticket_id', '=', into.id)
    .where('by_staff', '=', true)
    .where('audience', '!=', 'note')
    .where('removed_at', 'is', null)
    .where('created_at', '>', from.waiting_since)
    .limit(1)
    .executeTakeFirst()
  if (later) return
  await changeStatus(trx, into, firstStatus(taxonomy, into.kind), actor, { at })
  await trx
    .updateTable('tickets')
    .set({ waiting_since: sql`${from.waiting_since}::timestamptz` })
    .where('id', '=', into.id)
    .execute()
}

/** To whoever asked the ticket that went and left an address: their link goes on working, and leads there. */
async function putMerged(trx: Trx, secret: string, from: Ticket, into: Ticket, actor: Actor): Promise<void> {
  if (from.requester_id === into.requester_id || from.requester_id === actor.personId) return
  await putToPerson(trx, from.requester_id, {
    name: 'ticket_merged',
    link: ticketLink(secret, from),
    numbers: { number: from.id, other: into.id },
    ticketId: into.id,
    dedupeKey: `ticket:${from.id}:merged:${into.id}`,
  })
}

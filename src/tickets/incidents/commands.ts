/** Acts on an incident. Each runs inside `undoable` on locked tickets and leaves its events. */
import type { Trx } from '../../db/schema.ts'
import { isLanguage } from '../../i18n/languages.ts'
import { put } from '../../notify/outbox.ts'
import { answeredStatus, type Taxonomy } from '../../taxonomy/rules.ts'
import { detectLanguage } from '../../text/detect-language.ts'
import { Refused } from '../../web/errors.ts'
import { hashToken } from '../../web/secret.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { setClocks } from '../clocks.ts'
import { changeStatus, refreshTicket, touch } from '../commands.ts'
import { type Actor, record } from '../events.ts'
import type { Ticket } from '../queries.ts'
import { putNews, ticketLink } from '../receipts.ts'
import { OPEN_REVIEW_STATES } from '../rules.ts'
import { say } from '../saying.ts'
import { waitAnew } from '../turns.ts'
import type { Declared, Updated } from './forms.ts'
import { belongs, findIncident, type Hearer, type Incident, listGathered, listHearers } from './queries.ts'

/** What the acts need to know of the site. */
export type Speaker = { staff: StaffViewer; secret: string; siteUrl: string; taxonomy: Taxonomy }

const actorOf = ({ staff }: Speaker): Actor => ({ personId: staff.personId, byStaff: true })

/** Throws Refused for a ticket that everybody may not read, that is no problem, or that is an incident already. */
export async function declare(trx: Trx, ticket: Ticket, given: Declared, speaker: Speaker): Promise<void> {
  if (ticket.kind !== 'problem') throw new Refused('incidents.only_problems', {}, 422)
  if (ticket.visibility !== 'public' || !OPEN_REVIEW_STATES.includes(ticket.review_state)) {
    throw new Refused('incidents.only_public', {}, 422)
  }
  const before = await findIncident(trx, ticket.id)
  if (before && !before.ended_at) throw new Refused('incidents.declared_already')
  const part = await trx
    .selectFrom('incident_tickets')
    .select('incident_id')
    .where('ticket_id', '=', ticket.id)
    .executeTakeFirst()
  if (part) throw new Refused('incidents.in_another', {}, 422)
  const at = new Date()
  const row = {
    headline: given.headline,
    language: detectLanguage(given.headline, ticket.language),
    since: given.since,
    next_word_at: given.next ?? null,
    declared_at: at,
    ended_at: null,
  }
  // Whoever was in it the last time has been told that it was over.
  await trx.deleteFrom('incident_tickets').where('incident_id', '=', ticket.id).execute()
  await trx
    .insertInto('incidents')
    .values({ ticket_id: ticket.id, ...row })
    .onConflict((conflict) => conflict.column('ticket_id').doUpdateSet(row))
    .execute()
  await record(trx, ticket.id, 'incident_declared', actorOf(speaker), { headline: given.headline }, at)
  await touch(trx, ticket.id, at)
  if (given.text) await tellRequester(trx, ticket, await say(trx, ticket, given.text, speaker, at), speaker)
}

/** New words, a new time for the next ones, or another headline; the words are a public reply on its ticket. */
export async function update(trx: Trx, ticket: Ticket, given: Updated, speaker: Speaker): Promise<void> {
  const incident = await getRunning(trx, ticket.id)
  const moved = (incident.next_word_at?.getTime() ?? 0) !== (given.next?.getTime() ?? 0)
  if (!given.text && !moved && given.headline === incident.headline) return
  const at = new Date()
  await trx
    .updateTable('incidents')
    .set({
      next_word_at: given.next ?? null,
      headline: given.headline,
      language: detectLanguage(given.headline, ticket.language),
    })
    .where('ticket_id', '=', ticket.id)
    .execute()
  await touch(trx, ticket.id, at)
  await record(trx, ticket.id, 'incident_updated', actorOf(speaker), {}, at)
  if (given.text) await tellRequester(trx, ticket, await say(trx, ticket, given.text, speaker, at), speaker)
}

/** These tickets tell of the incident: they wait with it, and nobody has to answer each. Throws Refused for a wrong one. */
export async function gather(trx: Trx, incidentId: number, ids: readonly number[], speaker: Speaker): Promise<void> {
  await getRunning(trx, incidentId)
  const actor = actorOf(speaker)
  const at = new Date()
  for (const id of ids) {
    if (id === incidentId) throw new Refused('incidents.not_itself', { number: id }, 422)
    const ticket = await trx.selectFrom('tickets').select('id').where('id', '=', id).where(belongs).executeTakeFirst()
    if (!ticket) throw new Refused('incidents.no_such_ticket', { number: id }, 422)
    if (await findIncident(trx, id)) throw new Refused('incidents.is_own', { number: id }, 422)
    const other = await trx
      .selectFrom('incident_tickets')
      .select('incident_id')
      .where('ticket_id', '=', id)
      .executeTakeFirst()
    if (other?.incident_id === incidentId) continue
    if (other) throw new Refused('incidents.belongs_elsewhere', { number: id }, 422)
    await trx
      .insertInto('incident_tickets')
      .values({ ticket_id: id, incident_id: incidentId, gathered_at: at })
      .execute()
    // Answered all at once when it is over; whoever writes again meanwhile is back in the queue.
    await trx.updateTable('tickets').set({ waiting_since: null, changed_at: at }).where('id', '=', id).execute()
    await record(trx, id, 'incident_gathered', actor, { incident_id: incidentId }, at)
  }
  // Nobody owes each of them a first reply meanwhile, and nothing warns of it.
  await setClocks(trx, ...ids)
}

/** The ticket has nothing to do with it after all, and waits as before. */
export async function release(trx: Trx, ticketId: number, speaker: Speaker): Promise<void> {
  const gone = await trx
    .deleteFrom('incident_tickets')
    .where('ticket_id', '=', ticketId)
    .returning('incident_id')
    .executeTakeFirst()
  if (!gone) throw new Refused('incidents.not_in_it')
  const at = new Date()
  await waitAnew(trx, ticketId)
  await trx.updateTable('tickets').set({ changed_at: at }).where('id', '=', ticketId).execute()
  await record(trx, ticketId, 'incident_released', actorOf(speaker), { incident_id: gone.incident_id }, at)
}

/**
 * It is over: the words stand on its ticket and, when `closes`, on every one gathered, which are done with it. Everyone
 * in it who left an address is told, once.
 */
export async function end(
  trx: Trx,
  ticket: Ticket,
  { text, closes }: { text: string; closes: boolean },
  speaker: Speaker,
): Promise<void> {
  const incident = await getRunning(trx, ticket.id)
  const actor = actorOf(speaker)
  const at = new Date()
  const gathered = await listGathered(trx, ticket.id)
  const replyId = await say(trx, ticket, text, speaker, at)
  await trx.updateTable('tickets').set({ official_reply_id: replyId }).where('id', '=', ticket.id).execute()
  await record(trx, ticket.id, 'official_set', actor, { reply_id: replyId }, at)
  if (ticket.phase !== 'done')
    await changeStatus(trx, ticket, answeredStatus(speaker.taxonomy, ticket.kind), actor, { at })
  await trx
    .updateTable('incidents')
    .set({ ended_at: at, next_word_at: null })
    .where('ticket_id', '=', ticket.id)
    .execute()
  await record(trx, ticket.id, 'incident_ended', actor, { gathered: gathered.length }, at)
  await refreshTicket(trx, ticket.id)
  for (const own of gathered) {
    if (own.phase === 'done') continue
    if (!closes) {
      await waitAnew(trx, own.id)
      continue
    }
    await say(trx, own, text, speaker, at)
    await changeStatus(trx, own, answeredStatus(speaker.taxonomy, own.kind), actor, { at })
    await refreshTicket(trx, own.id)
  }
  const hearers = await listHearers(trx, ticket.id)
  await tell(
    trx,
    incident,
    hearers.filter(({ personId }) => personId !== speaker.staff.personId),
    speaker.secret,
    at,
  )
}

/** Throws Refused when it is over already, or is none. */
async function getRunning(trx: Trx, ticketId: number): Promise<Incident> {
  const incident = await findIncident(trx, ticketId)
  if (!incident || incident.ended_at) throw new Refused('incidents.over')
  return incident
}

async function tellRequester(trx: Trx, ticket: Ticket, replyId: number, { staff, secret }: Speaker): Promise<void> {
  await putNews(trx, secret, ticket, { name: 'ticket_replied', replyId }, staff.personId)
}

/** So long the end can be taken back before anybody is told. */
const GRACE_MS = 60_000

async function tell(trx: Trx, { ticket_id: id, declared_at }: Incident, hearers: Hearer[], secret: string, at: Date) {
  const keyOf = ({ email }: Hearer) =>
    `incident:${id}:${declared_at.getTime()}:${hashToken(email.toLowerCase()).toString('base64url')}`
  if (hearers.length === 0) return
  // Left from an end that was taken back before it was told.
  await trx.deleteFrom('outbox').where('dedupe_key', 'in', hearers.map(keyOf)).where('sent_at', 'is', null).execute()
  for (const hearer of hearers) {
    const { ticketId, linkVersion, personId, language } = hearer
    const link =
      linkVersion === null ? `/tickets/${ticketId}` : ticketLink(secret, { id: ticketId, link_version: linkVersion })
    await put(trx, {
      carrier: 'mail',
      dedupeKey: keyOf(hearer),
      thread: `ticket:${ticketId}`,
      notBefore: new Date(at.getTime() + GRACE_MS),
      message: {
        kind: 'fixed',
        name: 'incident_over',
        to: hearer.email,
        language: isLanguage(language) ? language : 'en',
        link,
        numbers: { number: ticketId },
        about: { type: 'incident', id: ticketId, readerId: personId },
      },
    })
  }
}

/** Where to tell somebody that it is over, and in which language. An address that was not proven is none the more so. */
export async function rememberAddress(
  trx: Trx,
  personId: number,
  email: string | undefined,
  language: string,
): Promise<void> {
  await trx
    .updateTable('people')
    .set((eb) => ({
      language,
      ...(email && {
        email,
        email_verified_at: eb.case().when('email', '=', email).then(eb.ref('email_verified_at')).else(null).end(),
      }),
    }))
    .where('id', '=', personId)
    .execute()
}

/** What staff do about people who only quarrel. Each runs on a locked ticket, inside `undoable`, and leaves an event. */
import type { Trx } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { isLanguage, translator } from '../../i18n/languages.ts'
import { Refused } from '../../web/errors.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { setClocks } from '../clocks.ts'
import { closedStatus } from '../closing.ts'
import { changeStatus, refreshTicket } from '../commands.ts'
import { type Actor, record } from '../events.ts'
import type { Ticket } from '../queries.ts'
import { putNews } from '../receipts.ts'
import { OPEN_REVIEW_STATES } from '../rules.ts'
import { say } from '../saying.ts'
import { waitAnew } from '../turns.ts'
import type { MODES, WHOM } from './forms.ts'
import { getSubject } from './queries.ts'

/** Its author sees it as before; for everybody else it has never been. Throws Refused for what staff wrote. */
export async function holdQuietly(trx: Trx, ticket: Ticket, replyId: number | undefined, actor: Actor): Promise<void> {
  const subject = await getSubject(trx, ticket, replyId)
  if (subject.isShadowed) return
  await setShadowed(trx, ticket, replyId, true)
  await record(trx, ticket.id, 'shadow_held', actor, replyId === undefined ? {} : { reply_id: replyId })
}

export async function showAgain(trx: Trx, ticket: Ticket, replyId: number | undefined, actor: Actor): Promise<void> {
  const subject = await getSubject(trx, ticket, replyId)
  if (!subject.isShadowed) return
  await setShadowed(trx, ticket, replyId, false)
  await record(trx, ticket.id, 'shadow_lifted', actor, replyId === undefined ? {} : { reply_id: replyId })
}

async function setShadowed(trx: Trx, ticket: Ticket, replyId: number | undefined, on: boolean): Promise<void> {
  const changed_at = new Date()
  if (replyId !== undefined) {
    await trx.updateTable('replies').set({ is_shadowed: on }).where('id', '=', replyId).execute()
    await refreshTicket(trx, ticket.id)
    await waitAnew(trx, ticket.id)
    await trx.updateTable('tickets').set({ changed_at }).where('id', '=', ticket.id).execute()
    return
  }
  const isOpen = ticket.visibility === 'public' && OPEN_REVIEW_STATES.includes(ticket.review_state)
  await trx
    .updateTable('tickets')
    // Nobody owes an answer to what nobody reads.
    .set({
      is_shadowed: on,
      changed_at,
      ...(on ? { waiting_since: null } : { was_public: ticket.was_public || isOpen }),
    })
    .where('id', '=', ticket.id)
    .execute()
  if (on) await setClocks(trx, ticket.id)
  else await waitAnew(trx, ticket.id)
}

/** The last word, said kindly, and the ticket closed: one act. An unreviewed ticket stays unreviewed. */
export async function closePolitely(
  trx: Trx,
  house: House,
  ticket: Ticket,
  text: string,
  staff: StaffViewer,
): Promise<void> {
  const actor = { personId: staff.personId, byStaff: true }
  const at = new Date()
  const replyId = await say(trx, ticket, text, { staff, siteUrl: house.config.siteUrl }, at)
  const language = isLanguage(ticket.language) ? ticket.language : house.settings.now.language
  const reason = translator(language)('calming.closed_reason')
  await changeStatus(trx, ticket, closedStatus(house.taxonomy.now, ticket.kind), actor, { reason, at })
  await record(trx, ticket.id, 'politely_closed', actor, { reply_id: replyId }, at)
  await putNews(trx, house.secret, ticket, { name: 'ticket_replied', replyId }, staff.personId)
}

export type Restraining = {
  replyId: number | undefined
  mode: (typeof MODES)[number]
  whom: (typeof WHOM)[number]
  minutes: number | undefined
  days: number
}

/** What the author posts from now on. Throws Refused when it is not known any more where the post came from. */
export async function restrain(
  trx: Trx,
  ticket: Ticket,
  { replyId, mode, whom, minutes, days }: Restraining,
  staff: StaffViewer,
): Promise<void> {
  const subject = await getSubject(trx, ticket, replyId)
  if (whom === 'network' && subject.senderHash === null) throw new Refused('calming.no_network', {}, 422)
  if (mode === 'slow' && minutes === undefined) throw new Refused('calming.not_minutes', {}, 422)
  const until = new Date(Date.now() + days * 86_400_000)
  await trx
    .insertInto('restraints')
    .values({
      mode,
      minutes: mode === 'slow' ? (minutes ?? null) : null,
      person_id: whom === 'person' ? subject.personId : null,
      sender_hash: whom === 'network' ? subject.senderHash : null,
      ticket_id: ticket.id,
      made_by: staff.id,
      until,
    })
    .execute()
  const actor = { personId: staff.personId, byStaff: true }
  await record(trx, ticket.id, 'restrained', actor, {
    mode,
    whom,
    minutes: minutes ?? null,
    until: until.toISOString(),
  })
}

/** They may write as everybody does. */
export async function liftRestraint(
  trx: Trx,
  { id, ticket_id }: { id: number; ticket_id: number | null },
  actor: Actor,
) {
  const gone = await trx.deleteFrom('restraints').where('id', '=', id).returning('id').executeTakeFirst()
  if (gone && ticket_id !== null) await record(trx, ticket_id, 'restrained', actor, { mode: 'lifted' })
}

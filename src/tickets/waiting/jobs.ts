/** Whoever is waited for is reminded once, then again; a customer who stays silent finds the ticket closed, for now. */
import type { Trx } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { isLanguage, translator } from '../../i18n/languages.ts'
import { put } from '../../notify/outbox.ts'
import { onDuty } from '../../people/duty.ts'
import type { Reminding } from '../../settings/rules.ts'
import { closedStatus } from '../closing.ts'
import { changeStatus, lockTicket } from '../commands.ts'
import { BY_ITSELF, record } from '../events.ts'
import { putGuestReminders, putNews } from '../receipts.ts'
import { deskTicketUrl } from '../urls.ts'
import { type AwaitedTicket, getAwaited, listAwaited, type WaitingFor } from './queries.ts'
import { dueStep, soonestDays } from './rules.ts'

/** Every ten minutes. */
export async function remindAndClose(house: House, now = new Date()): Promise<void> {
  const { customer, thirdParty } = house.settings.now.waiting
  await remindAll(house, 'customer', customer, now)
  await remindAll(house, 'third_party', thirdParty, now)
}

async function remindAll(house: House, whom: WaitingFor, rule: Reminding, now: Date): Promise<void> {
  if (!rule.isOn) return
  const span = {
    before: new Date(now.getTime() - soonestDays(rule) * 86_400_000),
    notBefore: new Date(rule.since || 0),
  }
  for (const found of await listAwaited(house.db, whom, span)) {
    if (!dueStep(rule, found, now)) continue
    await house.db.transaction().execute(async (trx) => {
      await lockTicket(trx, found.id)
      // Somebody may have written since the list was made.
      const [still] = await listAwaited(trx, whom, { ...span, ticketId: found.id })
      const step = still && dueStep(rule, still, now)
      if (!step) return
      const ticket = await getAwaited(trx, found.id)
      if (step === 'close') await closeSilent(trx, house, ticket, now)
      else await remind(trx, house, ticket, { whom, nth: still.reminders + 1, at: now })
    })
  }
}

type Reminder = { whom: WaitingFor; nth: number; at: Date }

async function remind(trx: Trx, house: House, ticket: AwaitedTicket, { whom, nth, at }: Reminder): Promise<void> {
  await record(trx, ticket.id, 'reminded', BY_ITSELF, { whom, nth }, at)
  if (whom === 'customer') {
    await putNews(trx, house.secret, ticket, { name: 'ticket_reminded' }, null)
    return
  }
  await putGuestReminders(trx, house.secret, ticket.id)
  for (const personId of await listKeepers(trx, house, ticket)) {
    await put(trx, {
      carrier: 'mail',
      message: {
        kind: 'words',
        name: 'staff_third_party',
        toPersonId: personId,
        link: deskTicketUrl(ticket.id),
        params: { number: ticket.id, title: ticket.title },
        about: { type: 'ticket', id: ticket.id, readerId: personId },
      },
    })
  }
}

/** Who asks the third party again: whose ticket it is, else whoever is on duty. */
async function listKeepers(trx: Trx, house: House, { assignee_id }: AwaitedTicket): Promise<number[]> {
  const ids =
    assignee_id === null ? (await onDuty(trx, house.settings.now.timeZone)).map(({ id }) => id) : [assignee_id]
  if (ids.length === 0) return []
  const rows = await trx
    .selectFrom('staff')
    .select('person_id')
    .where('id', 'in', ids)
    .where('deactivated_at', 'is', null)
    .execute()
  return rows.map(({ person_id }) => person_id)
}

/** The reason stands on the ticket in its own language: it is the customer who reads it. */
async function closeSilent(trx: Trx, house: House, ticket: AwaitedTicket, at: Date): Promise<void> {
  const language = isLanguage(ticket.language) ? ticket.language : house.settings.now.language
  const reason = translator(language)('waiting.closed_reason')
  const status = closedStatus(house.taxonomy.now, ticket.kind)
  await changeStatus(trx, ticket, status, BY_ITSELF, { reason, at })
  await putNews(trx, house.secret, ticket, { name: 'ticket_closed' }, null)
}

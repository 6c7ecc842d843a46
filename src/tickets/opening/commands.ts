/** A ticket that staff open: for a customer who rang or wrote elsewhere, or to write to a customer first. */
import type { Kind, NewTicket, Trx, Visibility } from '../../db/schema.ts'
import type { Language } from '../../i18n/languages.ts'
import { put } from '../../notify/outbox.ts'
import type { Settings } from '../../settings/rules.ts'
import { firstStatus, type Taxonomy } from '../../taxonomy/rules.ts'
import type { Hidden } from '../../text/private-data/hide.ts'
import { Refused } from '../../web/errors.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { routeArrival } from '../arrival.ts'
import { refreshTicket } from '../commands.ts'
import { record } from '../events.ts'
import { putReceipt, ticketLink } from '../receipts.ts'
import { redact } from '../redaction.ts'
import { composeTicketText } from '../writing.ts'
import { findCustomer } from './queries.ts'
import type { Channel } from './rules.ts'

export type Opening = { secret: string; siteUrl: string; taxonomy: Taxonomy; settings: Settings; staff: StaffViewer }

type Common = {
  title: string
  text: string
  name?: string | undefined
  email?: string | undefined
  language: Language
  category?: number | undefined
  person?: number | undefined
  formId: string
}
export type Behalf = Common & {
  kind: Kind
  visibility: Visibility
  channel: Channel
  channel_url?: string | undefined
  mail: boolean
  /** What of its text everybody is not to read. */
  hidden: readonly Hidden[]
}

/** The same form was sent before; nothing is left behind. */
export class FormUsed extends Error {
  constructor() {
    super('this form became a ticket already')
    this.name = 'FormUsed'
  }
}

/**
 * The customer's words as staff wrote them down: they are the requester. Nobody is recognised by a name or an address
 * that was only typed; a known person is named by number. Throws FormUsed.
 */
export async function openFor(trx: Trx, by: Opening, given: Behalf): Promise<number> {
  const status = firstStatus(by.taxonomy, given.kind)
  const at = new Date()
  const ticket = await insert(trx, by, given, {
    kind: given.kind,
    visibility: given.visibility,
    was_public: given.visibility === 'public',
    status_id: status.id,
    phase: status.phase,
    waiting_since: status.phase === 'open' ? at : null,
    done_at: status.phase === 'done' ? at : null,
    assignee_id: by.taxonomy.categories.get(given.category ?? 0)?.default_assignee_id ?? null,
    channel: given.channel,
    channel_url: given.channel_url ?? null,
    created_at: at,
  })
  const actor = { personId: by.staff.personId, byStaff: true }
  await record(trx, ticket.id, 'opened_for', actor, { channel: given.channel }, at)
  await redact(trx, ticket, given.hidden, actor, by.siteUrl)
  await refreshTicket(trx, ticket.id)
  await routeArrival(trx, by.settings, ticket.id)
  if (given.mail) await putReceipt(trx, by.secret, ticket)
  return ticket.id
}

/** Staff write first: a private ticket that waits for its reader, who gets the secret link by mail. */
export async function contact(trx: Trx, by: Opening, given: Common): Promise<number> {
  const kind = 'question'
  const waiting = by.taxonomy.byKind[kind].find(({ phase, waiting_for }) => phase === 'waiting' && waiting_for === null)
  const status = waiting ?? firstStatus(by.taxonomy, kind)
  const at = new Date()
  const ticket = await insert(trx, by, given, {
    kind,
    visibility: 'private',
    status_id: status.id,
    phase: status.phase,
    by_staff: true,
    author_name: by.staff.name,
    assignee_id: by.staff.id,
    channel: 'mail',
    created_at: at,
  })
  const actor = { personId: by.staff.personId, byStaff: true }
  await record(trx, ticket.id, 'contacted', actor, {}, at)
  await refreshTicket(trx, ticket.id)
  const person = await trx
    .selectFrom('people')
    .select('email')
    .where('id', '=', ticket.requester_id)
    .executeTakeFirstOrThrow()
  if (person.email === null) throw new Refused('opening.no_address', {}, 422)
  await put(trx, {
    carrier: 'mail',
    dedupeKey: `ticket:${ticket.id}:contact`,
    thread: `ticket:${ticket.id}`,
    message: {
      kind: 'fixed',
      name: 'ticket_contact',
      to: person.email,
      language: given.language,
      link: ticketLink(by.secret, ticket),
      numbers: { number: ticket.id },
      about: { type: 'ticket', id: ticket.id, readerId: ticket.requester_id },
    },
  })
  return ticket.id
}

type Columns = Pick<NewTicket, 'kind' | 'visibility' | 'status_id' | 'phase'> & Partial<NewTicket>

async function insert(trx: Trx, by: Opening, given: Common, columns: Columns) {
  const customer = await customerOf(trx, given)
  const text = composeTicketText(given.title, given.text, { byStaff: true, siteUrl: by.siteUrl })
  const ticket = await trx
    .insertInto('tickets')
    .values({
      ...text,
      ...columns,
      category_id: given.category ?? null,
      review_state: 'approved',
      requester_id: customer.id,
      // What they told the team in private is not put on a public page for them.
      requester_name: given.name ?? (columns.visibility === 'public' ? '' : customer.name),
      form_id: given.formId,
    })
    .onConflict((conflict) => conflict.column('form_id').doNothing())
    .returning(['id', 'link_version', 'requester_id', 'requester_name'])
    .returning(['title', 'source', 'language', 'by_staff', 'text_hash'])
    .executeTakeFirst()
  if (!ticket) throw new FormUsed()
  await trx
    .insertInto('ticket_people')
    .values({ ticket_id: ticket.id, person_id: customer.id, role: 'requester' })
    .execute()
  return ticket
}

async function customerOf(trx: Trx, { person, name = '', email, language }: Common) {
  if (person !== undefined) {
    const known = await findCustomer(trx, person)
    if (!known) throw new Refused('fields.not_a_choice', {}, 422)
    return known
  }
  return trx
    .insertInto('people')
    .values({ name, email: email ?? null, language })
    .returning(['id', 'name'])
    .executeTakeFirstOrThrow()
}

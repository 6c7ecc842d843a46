/** A ticket is made whole or not at all: person, ticket, files, history, search and receipt in one transaction. */
import type { FastifyRequest } from 'fastify'
import type { Trx } from '../../db/schema.ts'
import type { AcceptedFile } from '../../files/accept.ts'
import { attach } from '../../files/attachments.ts'
import type { House } from '../../house.ts'
import { knowVisitor, type Visitor } from '../../people/visitor-key.ts'
import type { Screened } from '../../screening/rules.ts'
import type { Sender } from '../../screening/sender.ts'
import { firstStatus } from '../../taxonomy/rules.ts'
import { sign } from '../../web/secret.ts'
import { routeArrival } from '../arrival.ts'
import { refreshTicket } from '../commands.ts'
import { BY_ITSELF, record } from '../events.ts'
import { putReceipt } from '../receipts.ts'
import { keepOriginal, kindsOf, type Original } from '../redaction.ts'
import { isHeldQuietly } from '../restraints.ts'
import { OPEN_REVIEW_STATES } from '../rules.ts'
import type { TicketText } from '../writing.ts'
import type { AskValue } from './forms.ts'
import { reviewStateOf } from './rules.ts'

/** The form was sent before; the transaction must leave nothing behind. */
export class FormUsed extends Error {
  constructor() {
    super('this form became a ticket already')
    this.name = 'FormUsed'
  }
}

export type NewTicketWords = Pick<AskValue, 'kind' | 'visibility' | 'category' | 'email'> & {
  formId: string
  text: TicketText
  /** What was written, where they kept something of it for the team alone. */
  original?: Pick<Original, 'source' | 'hidden'> & { title: string }
  /** As shown; see people/names. */
  name: string
  /** Of the interface, for mails. */
  language: string
  files: readonly AcceptedFile[]
  screened: Screened
  sender: Sender
}

export type Asked = { ticket: { id: number; slug: string }; visitor: Visitor }

/**
 * The key of a browser that first writes with this form. It follows from the form, so that a second post of the form,
 * whose first answer was lost on the way, is given the same key and not somebody else's.
 */
export const firstKey = (secret: string, formId: string) => sign(secret, 'first-key', formId, 32)

/** Throws FormUsed when the form was sent before, also by a request that runs at this very moment. */
export async function ask(trx: Trx, house: House, request: FastifyRequest, question: NewTicketWords): Promise<Asked> {
  const { staff } = request.viewer
  const { kind, visibility, screened, sender, name } = question
  const visitor = await knowVisitor(trx, request, firstKey(house.secret, question.formId))
  const taxonomy = house.taxonomy.now
  const status = firstStatus(taxonomy, kind)
  const state = reviewStateOf(staff !== null, visibility, screened.verdict)
  // What only staff read is nobody's stage.
  const isSeen = !staff && visibility === 'public'
  const shadowed = isSeen && (await isHeldQuietly(trx, { sender, personId: visitor.personId }))
  if (!staff) await remember(trx, visitor.personId, question)
  const at = new Date()
  const ticket = await trx
    .insertInto('tickets')
    .values({
      ...question.text,
      kind,
      visibility,
      review_state: state,
      status_id: status.id,
      phase: status.phase,
      category_id: question.category ?? null,
      assignee_id: taxonomy.categories.get(question.category ?? 0)?.default_assignee_id ?? null,
      requester_id: visitor.personId,
      requester_name: name,
      by_staff: staff !== null,
      is_shadowed: shadowed,
      // Nobody owes an answer to what nobody reads.
      waiting_since: status.phase === 'open' && !shadowed ? at : null,
      done_at: status.phase === 'done' ? at : null,
      was_public: visibility === 'public' && !shadowed && OPEN_REVIEW_STATES.includes(state),
      form_id: question.formId,
      sender_hash: sender.hash,
      spam_score: screened.score,
      spam_signals: screened.signals,
      created_at: at,
      activity_at: at,
      changed_at: at,
    })
    .onConflict((conflict) => conflict.column('form_id').doNothing())
    .returning(['id', 'slug', 'link_version', 'requester_id'])
    .executeTakeFirst()
  if (!ticket) throw new FormUsed()
  await trx
    .insertInto('ticket_people')
    .values({ ticket_id: ticket.id, person_id: visitor.personId, role: 'requester' })
    .execute()
  await attach(trx, { ticket_id: ticket.id }, question.files)
  const actor = { personId: visitor.personId, byStaff: staff !== null }
  await record(trx, ticket.id, 'asked', actor, {}, at)
  if (question.original) {
    const { title, source, hidden } = question.original
    await keepOriginal(trx, { ticketId: ticket.id, title, source, hidden, actor })
    await record(trx, ticket.id, 'redacted', actor, { kinds: kindsOf(hidden), texts: 1 }, at)
  }
  if (state === 'held') await record(trx, ticket.id, 'held', actor, { signals: screened.signals }, at)
  if (shadowed) await record(trx, ticket.id, 'shadow_held', BY_ITSELF, {}, at)
  await refreshTicket(trx, ticket.id)
  if (!shadowed) await routeArrival(trx, house.settings.now, ticket.id)
  if (question.email && state !== 'held') await putReceipt(trx, house.secret, ticket)
  return { ticket, visitor }
}

/** What the person told of themselves; an address they gave now is the one to write to. */
async function remember(trx: Trx, personId: number, { name, email, language }: NewTicketWords): Promise<void> {
  await trx
    .updateTable('people')
    .set((eb) => ({
      language,
      ...(name ? { name } : {}),
      ...(email
        ? {
            email,
            email_verified_at: eb.case().when('email', '=', email).then(eb.ref('email_verified_at')).else(null).end(),
          }
        : {}),
    }))
    .where('id', '=', personId)
    .execute()
}

/** Somebody from outside is brought into one ticket, and sent away again. */
import type { Trx } from '../../db/schema.ts'
import type { Language } from '../../i18n/languages.ts'
import { put } from '../../notify/outbox.ts'
import { guestToken } from '../../people/guest-links.ts'
import { guestLinkPath } from '../../people/urls.ts'
import { NotFound } from '../../web/errors.ts'
import { type Actor, record } from '../events.ts'

export type Invitation = { name: string; email?: string | undefined /** For the mail. */; language: Language }

/** A person of their own, who is nobody else here, however they are called. Returns their number. */
export async function invite(
  trx: Trx,
  secret: string,
  ticketId: number,
  { name, email, language }: Invitation,
  actor: Actor,
): Promise<number> {
  const { id: personId } = await trx
    .insertInto('people')
    .values({ name, email: email ?? null, language })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx.insertInto('ticket_people').values({ ticket_id: ticketId, person_id: personId, role: 'guest' }).execute()
  await record(trx, ticketId, 'guest_invited', actor, { person_id: personId, name })
  if (email) {
    await put(trx, {
      carrier: 'mail',
      thread: `ticket:${ticketId}`,
      message: {
        kind: 'fixed',
        name: 'ticket_guest',
        to: email,
        language,
        link: guestLinkPath(guestToken(secret, { ticketId, personId })),
        numbers: { number: ticketId },
        about: { type: 'ticket', id: ticketId, readerId: personId },
      },
    })
  }
  return personId
}

/** From this moment on their link opens nothing that strangers may not read. What they wrote stays. */
export async function revoke(trx: Trx, ticketId: number, personId: number, actor: Actor): Promise<void> {
  const gone = await trx
    .updateTable('ticket_people')
    .set({ until: new Date() })
    .where('ticket_id', '=', ticketId)
    .where('person_id', '=', personId)
    .where('role', '=', 'guest')
    .where('until', 'is', null)
    .returning('person_id')
    .executeTakeFirst()
  if (!gone) throw new NotFound()
  const { name } = await trx.selectFrom('people').select('name').where('id', '=', personId).executeTakeFirstOrThrow()
  await record(trx, ticketId, 'guest_revoked', actor, { person_id: personId, name })
}

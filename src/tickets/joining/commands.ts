/** Two people who are one: two browsers, or a browser and an address. Everything of the later one becomes the earlier's. */
import { sql } from 'kysely'
import type { Trx } from '../../db/schema.ts'
import { Refused } from '../../web/errors.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { recount } from '../commands.ts'
import { record } from '../events.ts'
import { undoable } from '../undo.ts'
import { findPerson, ticketsKnowing } from './queries.ts'
import { whoStays } from './rules.ts'

/**
 * With its undo. `besideId`: the ticket on which staff found out. Throws Refused for one person twice, for somebody of
 * the team, whose tickets no visitor's key may open, and for one who was joined already.
 */
export async function join(
  trx: Trx,
  staff: StaffViewer,
  { besideId, one, other }: { besideId: number; one: number; other: number },
): Promise<void> {
  if (one === other) throw new Refused('joining.same', {}, 422)
  const { into, from } = whoStays(one, other)
  // Two agents at once wait here; the second finds them joined.
  await trx.selectFrom('people').select('id').where('id', 'in', [into, from]).orderBy('id').forUpdate().execute()
  const [stays, goes] = [await findPerson(trx, into), await findPerson(trx, from)]
  if (!stays || !goes) throw new Refused('joining.not_possible', {}, 409)
  const known = await ticketsKnowing(trx, from)
  const ticketIds = [besideId, ...known.filter((id) => id !== besideId)]
  const before = await trx.selectFrom('people').select('id').where('merged_into', '=', from).execute()
  const personIds = [into, from, ...before.map(({ id }) => id)]
  await undoable(trx, { staffId: staff.id, type: 'people_joined', ticketIds, personIds }, async () => {
    await trx
      .updateTable('people')
      .set({
        name: stays.name || goes.name,
        ...(stays.email === null && { email: goes.email, email_verified_at: goes.email_verified_at }),
        language: stays.language ?? goes.language,
      })
      .where('id', '=', into)
      .execute()
    await trx
      .updateTable('people')
      .set({ merged_into: into })
      .where((eb) => eb.or([eb('id', '=', from), eb('merged_into', '=', from)]))
      .execute()
    await handOver(trx, from, into)
    if (known.length > 0) await recount(trx, ...known)
    const actor = { personId: staff.personId, byStaff: true }
    for (const id of ticketIds) await record(trx, id, 'people_joined', actor, { from, into })
    return { result: undefined }
  })
}

async function handOver(trx: Trx, from: number, into: number): Promise<void> {
  await trx.updateTable('tickets').set({ requester_id: into }).where('requester_id', '=', from).execute()
  await trx.updateTable('replies').set({ person_id: into }).where('person_id', '=', from).execute()
  await trx.updateTable('replies').set({ addressee_id: into }).where('addressee_id', '=', from).execute()
  await trx.updateTable('person_notes').set({ person_id: into }).where('person_id', '=', from).execute()
  await trx.updateTable('restraints').set({ person_id: into }).where('person_id', '=', from).execute()
  await sql`INSERT INTO ticket_people (ticket_id, person_id, role, since, until)
    SELECT ticket_id, ${into}::int, role, since, until FROM ticket_people WHERE person_id = ${from}
    ON CONFLICT DO NOTHING`.execute(trx)
  await trx.deleteFrom('ticket_people').where('person_id', '=', from).execute()
  // One vote a person, and none on what they asked themselves.
  await sql`INSERT INTO votes (ticket_id, person_id, created_at)
    SELECT votes.ticket_id, ${into}::int, votes.created_at FROM votes JOIN tickets ON tickets.id = votes.ticket_id
    WHERE votes.person_id = ${from} AND tickets.requester_id <> ${into}
    ON CONFLICT DO NOTHING`.execute(trx)
  await trx.deleteFrom('votes').where('person_id', '=', from).execute()
  await sql`DELETE FROM votes USING tickets WHERE tickets.id = votes.ticket_id AND votes.person_id = ${into}
    AND tickets.requester_id = ${into}`.execute(trx)
}

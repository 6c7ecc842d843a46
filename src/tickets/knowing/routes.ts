/** Notes of staff on a person, beside any of their tickets. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { House } from '../../house.ts'
import { NotFound, Refused } from '../../web/errors.ts'
import { readForm, readId } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import type { EventType } from '../events.ts'
import { getTicket } from '../queries.ts'
import { undoable } from '../undo.ts'
import { deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { notePerson, removeNote } from './commands.ts'
import { NOTE_MAX, NoteForm, RemoveNoteForm } from './forms.ts'
import { ticketOfNote } from './queries.ts'

type ById = { Params: { id: string } }
const STAFF = { config: { access: 'staff' } } as const

export function knowingRoutes(app: FastifyInstance, house: House): void {
  const actorOf = ({ viewer }: FastifyRequest) => {
    const staff = viewer.staff as StaffViewer
    return { staffId: staff.id, actor: { personId: staff.personId, byStaff: true } }
  }

  app.post<ById>('/desk/tickets/:id/person-notes', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const read = readForm(NoteForm, request.body)
    if (!read.ok)
      throw new Refused(
        `knowing.${read.faults.note?.key === 'fields.too_long' ? 'too_long' : 'empty'}`,
        { max: NOTE_MAX },
        422,
      )
    const { staffId, actor } = actorOf(request)
    const type: EventType = 'person_noted'
    await house.db.transaction().execute((trx) =>
      undoable(trx, { staffId, type, ticketIds: [ticket.id] }, async () => ({
        result: await notePerson(trx, await getTicket(trx, request.viewer, ticket.id), read.value.note, {
          siteUrl: house.config.siteUrl,
          actor,
        }),
      })),
    )
    return reply.redirect(`${deskTicketUrl(ticket.id, read.typed[SPOT_FIELD], type)}#person-notes`, 303)
  })

  app.post<ById>('/desk/tickets/:id/person-notes/remove', STAFF, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const read = readForm(RemoveNoteForm, request.body)
    if (!read.ok) throw new NotFound()
    const { staffId, actor } = actorOf(request)
    const type: EventType = 'person_note_removed'
    const { note } = read.value
    await house.db.transaction().execute(async (trx) => {
      const beside = await ticketOfNote(trx, note)
      const ticketIds = [...new Set([ticket.id, ...(beside ? [beside] : [])])]
      await undoable(trx, { staffId, type, ticketIds }, async () => ({
        result: await removeNote(trx, await getTicket(trx, request.viewer, ticket.id), note, actor),
      }))
    })
    return reply.redirect(`${deskTicketUrl(ticket.id, read.typed[SPOT_FIELD], type)}#person-notes`, 303)
  })
}

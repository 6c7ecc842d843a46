/** One click takes back an act of staff: their own or a colleague's. */
import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { NotFound } from '../../web/errors.ts'
import { readForm, readId } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import type { EventType } from '../events.ts'
import { relate } from '../relating.ts'
import { takeBack } from '../undo.ts'
import { deskIdeasUrl, deskTicketUrl, incidentUrl, SPOT_FIELD } from '../urls.ts'
import { UndoForm } from './forms.ts'

export function undoingRoutes(app: FastifyInstance, house: House): void {
  app.post<{ Params: { id: string } }>('/desk/undos/:id', { config: { access: 'staff' } }, async (request, reply) => {
    const undoId = readId(request.params.id)
    if (undoId === undefined) throw new NotFound()
    const read = readForm(UndoForm, request.body)
    const spot = read.typed[SPOT_FIELD]
    const staff = request.viewer.staff as StaffViewer
    const actor = { personId: staff.personId, byStaff: true }
    const { ticketIds, seen } = await house.db.transaction().execute((trx) => takeBack(trx, undoId, staff.id, actor))
    for (const id of seen) relate(house.db, id).catch((error) => app.log.error({ err: error }, 'related tickets'))
    const back = (read.ok && read.value.ticket) || ticketIds[0]
    if (back === undefined) throw new NotFound()
    if (read.ok && read.value.back === 'incident') return reply.redirect(incidentUrl(back), 303)
    if (read.ok && read.value.back === 'ideas') return reply.redirect(deskIdeasUrl(), 303)
    return reply.redirect(deskTicketUrl(back, spot, 'undone' satisfies EventType), 303)
  })
}

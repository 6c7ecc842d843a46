/** A reply that was begun is kept on the server: it survives the browser, and goes on on another device. */
import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { readForm, readId } from '../../web/forms.ts'
import type { StaffViewer } from '../../web/viewer.ts'
import { getTicket } from '../queries.ts'
import { deskTicketUrl, SPOT_FIELD } from '../urls.ts'
import { draftFields, dropDraft, keepDraft } from './drafts.ts'
import { KeepForm } from './forms.ts'
import { draftUrl } from './urls.ts'

export function draftRoutes(app: FastifyInstance, house: House): void {
  // The script sends the whole reply box, which is a form with files; those it leaves out.
  const staffForm = { config: { access: 'staff', upload: true } } as const

  app.post<{ Params: { id: string } }>(draftUrl(':id'), staffForm, async (request, reply) => {
    const ticket = await getTicket(house.db, request.viewer, readId(request.params.id))
    const { id: staffId, personId } = request.viewer.staff as StaffViewer
    const { typed, ...read } = readForm(KeepForm, request.body)
    if (typed.act === 'drop') {
      await house.db.transaction().execute((trx) => dropDraft(trx, staffId, ticket.id))
      return reply.redirect(`${deskTicketUrl(ticket.id, typed[SPOT_FIELD])}#answer`, 303)
    }
    const known = (read.ok && read.value.draft) || 0
    const by = { staffId, personId, ticketId: ticket.id, known }
    const kept = await house.db.transaction().execute((trx) => keepDraft(trx, by, draftFields(typed)))
    if (!kept) reply.code(409)
    return reply.part('tickets/answering/draft', {
      version: kept?.version ?? known,
      kept: kept !== undefined,
      at: new Date(),
    })
  })
}

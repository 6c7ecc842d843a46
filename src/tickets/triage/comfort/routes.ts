/** Each member of the team decides how the desk speaks to them, and whether single keys do anything. */
import type { FastifyInstance } from 'fastify'
import type { House } from '../../../house.ts'
import { readForm } from '../../../web/forms.ts'
import type { StaffViewer } from '../../../web/viewer.ts'
import { readComfort } from '../comfort.ts'
import { comfortUrl, keysUrl } from '../urls.ts'
import { ComfortForm } from './forms.ts'
import { comfortPage, keysPage } from './pages.ts'

const STAFF = { config: { access: 'staff' } } as const

export function comfortRoutes(app: FastifyInstance, house: House): void {
  app.get<{ Querystring: { saved?: unknown } }>(comfortUrl(), STAFF, async (request, reply) => {
    const comfort = await readComfort(house.db, (request.viewer.staff as StaffViewer).id)
    return reply.page(comfortPage({ comfort, saved: request.query.saved !== undefined }, reply.words()))
  })

  app.post(comfortUrl(), STAFF, async (request, reply) => {
    const { id } = request.viewer.staff as StaffViewer
    const read = readForm(ComfortForm, request.body)
    if (!read.ok) {
      return reply.page(comfortPage({ comfort: await readComfort(house.db, id), faults: read.faults }, reply.words()))
    }
    await house.db.updateTable('staff').set(read.value).where('id', '=', id).execute()
    return reply.redirect(`${comfortUrl()}?saved=1`, 303)
  })

  app.get(keysUrl(), STAFF, async (_request, reply) => reply.page(keysPage(reply.words())))
}

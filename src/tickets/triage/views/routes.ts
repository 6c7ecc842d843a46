/** Views that somebody saves, changes, takes away and brings back. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../../../house.ts'
import { Refused } from '../../../web/errors.ts'
import { type Faults, readForm, readId, type Typed } from '../../../web/forms.ts'
import type { StaffViewer } from '../../../web/viewer.ts'
import { SPOT_FIELD } from '../../urls.ts'
import { deskWords } from '../pages.ts'
import { offeredFilters } from '../queries.ts'
import { listSavedViews, savedSpot, savedViewUrl, withBroken } from '../saved-views.ts'
import { changeView, saveView, setRemoved } from './commands.ts'
import { ChangeForm, ViewForm } from './forms.ts'
import { viewsPage } from './pages.ts'
import { getView } from './queries.ts'
import { viewsUrl, viewUrl } from './urls.ts'

const STAFF = { config: { access: 'staff' } } as const
type ById = { Params: { id: string } }

/** The words of an address as they may be kept: neither a place in the list nor another view. */
function keptQuery(text: string): string {
  const words = new URLSearchParams(text)
  for (const name of ['past', 'saved', 'did', 'bulk']) words.delete(name)
  for (const [name, value] of [...words]) if (value === '') words.delete(name)
  return words.toString()
}

export function viewRoutes(app: FastifyInstance, house: House): void {
  const meOf = (request: FastifyRequest) => request.viewer.staff as StaffViewer

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: { done?: string; typed?: Typed; faults?: Faults; editing?: number },
  ) {
    const me = meOf(request)
    const views = await listSavedViews(house.db, me.id)
    const spots = await withBroken(
      house.db,
      views.map((view) => savedSpot(view, house.taxonomy.now)),
    )
    const offered = await offeredFilters(house.db)
    return reply.page(viewsPage({ me, views, spots, offered, ...shown }, deskWords(house, reply.words())))
  }

  app.get<{ Querystring: { done?: unknown } }>(viewsUrl(), STAFF, (request, reply) =>
    show(request, reply, { done: String(request.query.done ?? '') }),
  )

  app.post(viewsUrl(), STAFF, async (request, reply) => {
    const read = readForm(ViewForm, request.body)
    const again = (faults: Faults) => show(request, reply, { typed: read.typed, faults })
    if (!read.ok) return again(read.faults)
    const { name, shared: isShared } = read.value
    const query = keptQuery(read.value[SPOT_FIELD])
    try {
      const id = await house.db.transaction().execute((trx) => saveView(trx, meOf(request), { name, isShared, query }))
      return reply.redirect(savedViewUrl({ id, query }), 303)
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 422) throw error
      return again({ name: { key: error.key, params: error.params } })
    }
  })

  app.post<ById>(viewUrl(':id'), STAFF, async (request, reply) => {
    const view = await getView(house.db, meOf(request), readId(request.params.id))
    const read = readForm(ChangeForm, request.body)
    if (!read.ok) return show(request, reply, { typed: read.typed, faults: read.faults, editing: view.id })
    const { name, listed, shared, [SPOT_FIELD]: spot } = read.value
    const given = {
      ...(name && { name }),
      ...(listed && { isShared: shared }),
      ...(spot !== undefined && { query: keptQuery(spot) }),
    }
    await house.db.transaction().execute((trx) => changeView(trx, meOf(request), view, given))
    return reply.redirect(listed ? `${viewsUrl()}?done=changed` : savedViewUrl({ ...view, ...given }), 303)
  })

  for (const [act, removed] of [
    ['remove', true],
    ['restore', false],
  ] as const) {
    app.post<ById>(viewUrl(':id', act), STAFF, async (request, reply) => {
      const view = await getView(house.db, meOf(request), readId(request.params.id))
      await house.db.transaction().execute((trx) => setRemoved(trx, meOf(request), view, removed))
      return reply.redirect(`${viewsUrl()}?done=${removed ? `removed-${view.id}` : 'restored'}`, 303)
    })
  }
}

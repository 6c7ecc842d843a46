/** The admin's statuses: add, rename, colour, order, "needs a reason". Removing one is in tickets/regrouping. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { namesNoted, noteAct } from '../../db/audit.ts'
import type { Kind, Names, StatusRow } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { statusesUrl } from '../../settings/urls.ts'
import { NotFound } from '../../web/errors.ts'
import { readForm, readId } from '../../web/forms.ts'
import { addStatus, changeStatusRow, makeFirstStatus, moved, reorder } from '../commands.ts'
import { KINDS, statusName } from '../rules.ts'
import { MoveForm, NewStatusForm, type PHASE_CHOICES, StatusForm, statusNames } from './forms.ts'
import { type Shown, statusesPage } from './pages.ts'

const ADMIN = { config: { access: 'admin' } } as const
const NO_NAME = { name_en: { key: 'taxonomy.name_needed' } }

export function statusRoutes(app: FastifyInstance, house: House): void {
  const page = (words: Parameters<typeof statusesPage>[0], shown: Shown) =>
    statusesPage(words, house.taxonomy.now, house.settings.now.language, shown)
  const back = (kind: Kind) => `${statusesUrl(kind)}&saved=1`

  const meOf = (request: FastifyRequest) => request.viewer.staff?.id ?? null
  const nameOf = (reply: FastifyReply, status: StatusRow) => {
    const { t, language } = reply.words()
    return statusName(status, t, language, house.settings.now.language)
  }

  function getStatus(id: string): StatusRow {
    const status = house.taxonomy.now.statuses.get(readId(id) ?? 0)
    if (!status) throw new NotFound()
    return status
  }

  app.get<{ Querystring: { kind?: unknown; saved?: unknown } }>(statusesUrl(), ADMIN, (request, reply) => {
    const kind = KINDS.find((known) => known === request.query.kind) ?? 'question'
    return reply.page(page(reply.words(), { kind, saved: request.query.saved !== undefined }))
  })

  app.post(statusesUrl(), ADMIN, async (request, reply) => {
    const form = readForm(NewStatusForm, request.body)
    const kind = KINDS.find((known) => known === form.typed.kind) ?? 'question'
    if (!form.ok) return reply.page(page(reply.words(), { kind, open: 'new', typed: form.typed, faults: form.faults }))
    const names = statusNames(form.value)
    if (Object.keys(names).length === 0) {
      return reply.page(page(reply.words(), { kind, open: 'new', typed: form.typed, faults: NO_NAME }))
    }
    const { phase, colour, needs_reason } = form.value
    await house.db.transaction().execute(async (trx) => {
      await addStatus(trx, { kind, ...phaseOf(phase), colour, needs_reason, names })
      const after = { ...noted({ names, colour, needs_reason }), phase }
      await noteAct(trx, meOf(request), 'status_added', { what: Object.values(names)[0] ?? '', after })
    })
    await house.taxonomy.refresh()
    return reply.redirect(back(kind), 303)
  })

  app.post<{ Params: { id: string } }>('/desk/settings/statuses/:id', ADMIN, async (request, reply) => {
    const status = getStatus(request.params.id)
    const form = readForm(StatusForm, request.body)
    const shown = { kind: status.kind, open: status.id, typed: form.typed }
    if (!form.ok) return reply.page(page(reply.words(), { ...shown, faults: form.faults }))
    const names = statusNames(form.value)
    if (Object.keys(names).length === 0) return reply.page(page(reply.words(), { ...shown, faults: NO_NAME }))
    const { colour, needs_reason } = form.value
    await house.db.transaction().execute(async (trx) => {
      await changeStatusRow(trx, status.id, { names, colour, needs_reason })
      const change = { before: noted(status), after: noted({ names, colour, needs_reason }) }
      await noteAct(trx, meOf(request), 'status_edited', { what: nameOf(reply, status), ...change })
    })
    await house.taxonomy.refresh()
    return reply.redirect(back(status.kind), 303)
  })

  app.post<{ Params: { id: string } }>('/desk/settings/statuses/:id/move', ADMIN, async (request, reply) => {
    const status = getStatus(request.params.id)
    const form = readForm(MoveForm, request.body)
    if (!form.ok) throw new NotFound()
    const order = moved(
      house.taxonomy.now.byKind[status.kind].map(({ id }) => id),
      status.id,
      form.value.direction,
    )
    await house.db.transaction().execute(async (trx) => {
      await reorder(trx, 'statuses', order)
      const after = { position: order.indexOf(status.id) + 1 }
      await noteAct(trx, meOf(request), 'status_moved', { what: nameOf(reply, status), after })
    })
    await house.taxonomy.refresh()
    return reply.redirect(back(status.kind), 303)
  })

  app.post<{ Params: { id: string } }>('/desk/settings/statuses/:id/first', ADMIN, async (request, reply) => {
    const status = getStatus(request.params.id)
    await house.db.transaction().execute(async (trx) => {
      await makeFirstStatus(trx, status)
      await noteAct(trx, meOf(request), 'status_made_first', { what: nameOf(reply, status) })
    })
    await house.taxonomy.refresh()
    return reply.redirect(back(status.kind), 303)
  })
}

/** Whoever waits for somebody else waits too. */
function phaseOf(chosen: (typeof PHASE_CHOICES)[number]): Pick<StatusRow, 'phase' | 'waiting_for'> {
  return chosen === 'third_party'
    ? { phase: 'waiting', waiting_for: 'third_party' }
    : { phase: chosen, waiting_for: null }
}

/** For the audit log. */
const noted = ({ names, colour, needs_reason }: { names: Names; colour: string; needs_reason: boolean }) => ({
  name: namesNoted(names),
  colour,
  needs_reason,
})

/** Removing a status or a category asks where its tickets go. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { noteAct } from '../../db/audit.ts'
import type { CategoryRow, StatusRow } from '../../db/schema.ts'
import type { House } from '../../house.ts'
import { categoriesUrl, statusesUrl } from '../../settings/urls.ts'
import { nameIn, statusName } from '../../taxonomy/rules.ts'
import { NotFound, Refused } from '../../web/errors.ts'
import { readId } from '../../web/forms.ts'
import { removeCategory, removeStatus } from './commands.ts'
import { removalPage } from './pages.ts'
import { countTicketsIn } from './queries.ts'

const ADMIN = { config: { access: 'admin' } } as const
type Chosen = { Params: { id: string }; Body: { into?: unknown } }

export function regroupingRoutes(app: FastifyInstance, house: House): void {
  function getStatus(id: string): StatusRow {
    const status = house.taxonomy.now.statuses.get(readId(id) ?? 0)
    if (!status) throw new NotFound()
    return status
  }

  function getCategory(id: string): CategoryRow {
    const category = house.taxonomy.now.categories.get(readId(id) ?? 0)
    if (!category) throw new NotFound()
    return category
  }

  async function askStatus(reply: FastifyReply, status: StatusRow, fault?: string) {
    const words = reply.words()
    const nameOf = (one: StatusRow) => statusName(one, words.t, words.language, house.settings.now.language)
    const others = house.taxonomy.now.byKind[status.kind].filter(({ id }) => id !== status.id)
    if (others.length === 0) throw new Refused('taxonomy.last_status')
    return reply.page(
      removalPage(words, {
        what: 'status',
        name: nameOf(status),
        action: `/desk/settings/statuses/${status.id}/remove`,
        cancel: statusesUrl(status.kind),
        tickets: await countTicketsIn(house.db, 'status_id', status.id),
        options: others.map((other) => ({ value: String(other.id), label: nameOf(other) })),
        ...(fault && { fault }),
      }),
    )
  }

  async function askCategory(reply: FastifyReply, category: CategoryRow, fault?: string) {
    const words = reply.words()
    const nameOf = (one: CategoryRow) => nameIn(one.names, words.language, house.settings.now.language)
    const others = house.taxonomy.now.inOrder.filter(({ id }) => id !== category.id)
    return reply.page(
      removalPage(words, {
        what: 'category',
        name: nameOf(category),
        action: `/desk/settings/categories/${category.id}/remove`,
        cancel: categoriesUrl(),
        tickets: await countTicketsIn(house.db, 'category_id', category.id),
        options: [
          { value: 'none', label: words.t('taxonomy.no_category') },
          ...others.map((other) => ({ value: String(other.id), label: nameOf(other) })),
        ],
        ...(fault && { fault }),
      }),
    )
  }

  app.get<Chosen>('/desk/settings/statuses/:id/remove', ADMIN, (request, reply) =>
    askStatus(reply, getStatus(request.params.id)),
  )

  app.post<Chosen>('/desk/settings/statuses/:id/remove', ADMIN, async (request, reply) => {
    const status = getStatus(request.params.id)
    const into = house.taxonomy.now.statuses.get(readId(request.body?.into) ?? 0)
    if (!into || into.kind !== status.kind || into.id === status.id)
      return askStatus(reply, status, 'taxonomy.other_status_needed')
    const actor = { personId: request.viewer.personId, byStaff: true }
    const { t, language } = reply.words()
    const nameOf = (one: StatusRow) => statusName(one, t, language, house.settings.now.language)
    await house.db.transaction().execute(async (trx) => {
      await removeStatus(trx, status, into, actor)
      const note = { what: nameOf(status), after: { into: nameOf(into) } }
      await noteAct(trx, request.viewer.staff?.id ?? null, 'status_removed', note)
    })
    await house.taxonomy.refresh()
    return reply.redirect(`${statusesUrl(status.kind)}&saved=1`, 303)
  })

  app.get<Chosen>('/desk/settings/categories/:id/remove', ADMIN, (request, reply) =>
    askCategory(reply, getCategory(request.params.id)),
  )

  app.post<Chosen>('/desk/settings/categories/:id/remove', ADMIN, async (request, reply) => {
    const category = getCategory(request.params.id)
    const chosen = request.body?.into
    const into = chosen === 'none' ? null : house.taxonomy.now.categories.get(readId(chosen) ?? 0)
    if (into === undefined || into?.id === category.id)
      return askCategory(reply, category, 'taxonomy.other_category_needed')
    const { language } = reply.words()
    const nameOf = (one: CategoryRow) => nameIn(one.names, language, house.settings.now.language)
    await house.db.transaction().execute(async (trx) => {
      await removeCategory(trx, category, into)
      const note = { what: nameOf(category), after: { into: into && nameOf(into) } }
      await noteAct(trx, request.viewer.staff?.id ?? null, 'category_removed', note)
    })
    await house.taxonomy.refresh()
    return reply.redirect(`${categoriesUrl()}?saved=1`, 303)
  })
}

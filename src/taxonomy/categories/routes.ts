/** The admin's categories: add, rename, icon, order, default agent. Removing one is in tickets/regrouping. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { House } from '../../house.ts'
import { listStaff } from '../../people/queries.ts'
import { categoriesUrl } from '../../settings/urls.ts'
import { NotFound, Refused } from '../../web/errors.ts'
import { type Faults, readForm, readId } from '../../web/forms.ts'
import { addCategory, changeCategory, moved, reorder } from '../commands.ts'
import { CategoryForm, categoryFrom, NewCategoryForm } from './forms.ts'
import { categoriesPage, type Shown } from './pages.ts'

const ADMIN = { config: { access: 'admin' } } as const
const NO_NAME: Faults = { name_en: { key: 'taxonomy.name_needed' } }

export function categoryRoutes(app: FastifyInstance, house: House): void {
  async function show(reply: FastifyReply, shown: Shown) {
    const staff = await listStaff(house.db)
    return reply.page(categoriesPage(reply.words(), house.taxonomy.now, staff, house.settings.now.language, shown))
  }

  async function saved(reply: FastifyReply) {
    await house.taxonomy.refresh()
    return reply.redirect(`${categoriesUrl()}?saved=1`, 303)
  }

  function getCategoryId(id: string): number {
    const category = house.taxonomy.now.categories.get(readId(id) ?? 0)
    if (!category) throw new NotFound()
    return category.id
  }

  app.get<{ Querystring: { saved?: unknown } }>(categoriesUrl(), ADMIN, (request, reply) =>
    show(reply, { saved: request.query.saved !== undefined }),
  )

  app.post(categoriesUrl(), ADMIN, async (request, reply) => {
    const form = readForm(NewCategoryForm, request.body)
    if (!form.ok) return show(reply, { open: 'new', typed: form.typed, faults: form.faults })
    const category = categoryFrom(form.value)
    if (Object.keys(category.names).length === 0)
      return show(reply, { open: 'new', typed: form.typed, faults: NO_NAME })
    await house.db.transaction().execute((trx) => addCategory(trx, category))
    return saved(reply)
  })

  app.post<{ Params: { id: string } }>('/desk/settings/categories/:id', ADMIN, async (request, reply) => {
    const id = getCategoryId(request.params.id)
    const form = readForm(CategoryForm, request.body)
    const again = (faults: Faults) => show(reply, { open: id, typed: form.typed, faults })
    if (!form.ok) return again(form.faults)
    const category = categoryFrom(form.value)
    if (Object.keys(category.names).length === 0) return again(NO_NAME)
    try {
      await house.db.transaction().execute((trx) => changeCategory(trx, id, { ...category, slug: form.value.slug }))
    } catch (error) {
      if (error instanceof Refused) return again({ slug: { key: error.key } })
      throw error
    }
    return saved(reply)
  })

  app.post<{ Params: { id: string }; Body: { direction?: unknown } }>(
    '/desk/settings/categories/:id/move',
    ADMIN,
    async (request, reply) => {
      const id = getCategoryId(request.params.id)
      const direction = request.body?.direction === 'up' ? 'up' : 'down'
      const order = moved(
        house.taxonomy.now.inOrder.map((category) => category.id),
        id,
        direction,
      )
      await house.db.transaction().execute((trx) => reorder(trx, 'categories', order))
      return saved(reply)
    },
  )
}

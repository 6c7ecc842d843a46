/** The admin's categories: add, rename, icon, order, default agent. Removing one is in tickets/regrouping. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { namesNoted, noteAct } from '../../db/audit.ts'
import type { CategoryRow, Db } from '../../db/schema.ts'
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

  const meOf = (request: FastifyRequest) => request.viewer.staff?.id ?? null

  function getCategory(id: string): CategoryRow {
    const category = house.taxonomy.now.categories.get(readId(id) ?? 0)
    if (!category) throw new NotFound()
    return category
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
    await house.db.transaction().execute(async (trx) => {
      await addCategory(trx, category)
      const after = await noted(trx, category)
      await noteAct(trx, meOf(request), 'category_added', { what: Object.values(category.names)[0] ?? '', after })
    })
    return saved(reply)
  })

  app.post<{ Params: { id: string } }>('/desk/settings/categories/:id', ADMIN, async (request, reply) => {
    const known = getCategory(request.params.id)
    const { id } = known
    const form = readForm(CategoryForm, request.body)
    const again = (faults: Faults) => show(reply, { open: id, typed: form.typed, faults })
    if (!form.ok) return again(form.faults)
    const category = categoryFrom(form.value)
    if (Object.keys(category.names).length === 0) return again(NO_NAME)
    try {
      await house.db.transaction().execute(async (trx) => {
        const { slug } = form.value
        await changeCategory(trx, id, { ...category, slug })
        const before = await noted(trx, known)
        const after = await noted(trx, { ...category, slug })
        await noteAct(trx, meOf(request), 'category_edited', { what: nameOf(known), before, after })
      })
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
      const category = getCategory(request.params.id)
      const direction = request.body?.direction === 'up' ? 'up' : 'down'
      const order = moved(
        house.taxonomy.now.inOrder.map(({ id }) => id),
        category.id,
        direction,
      )
      await house.db.transaction().execute(async (trx) => {
        await reorder(trx, 'categories', order)
        const after = { position: order.indexOf(category.id) + 1 }
        await noteAct(trx, meOf(request), 'category_moved', { what: nameOf(category), after })
      })
      return saved(reply)
    },
  )
}

const nameOf = ({ names, slug }: Pick<CategoryRow, 'names' | 'slug'>) => Object.values(names)[0] ?? slug

type Noted = Pick<CategoryRow, 'names' | 'descriptions' | 'icon' | 'default_assignee_id'> & { slug?: string }

/** For the audit log. */
async function noted(db: Db, { names, descriptions, icon, slug, default_assignee_id }: Noted) {
  const assignee = (await listStaff(db)).find(({ id }) => id === default_assignee_id)
  return {
    name: namesNoted(names),
    description: namesNoted(descriptions),
    icon,
    assignee: assignee?.name ?? null,
    ...(slug !== undefined && { address: slug }),
  }
}

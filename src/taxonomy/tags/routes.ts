/** The admin's tags: rename, merge (a rename to a name that exists), remove. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { noteAct } from '../../db/audit.ts'
import type { House } from '../../house.ts'
import { tagsUrl } from '../../settings/urls.ts'
import { NotFound } from '../../web/errors.ts'
import { type Faults, line, readForm, readId, type Typed } from '../../web/forms.ts'
import { removeTag, renameTag, tagName } from '../commands.ts'
import { findTag, listTags } from '../queries.ts'
import { tagsPage } from './pages.ts'

const ADMIN = { config: { access: 'admin' } } as const

const RenameForm = z.object({
  name: line(40, 1)
    .transform(tagName)
    .refine((name) => name !== '', 'key:taxonomy.tag_empty'),
  merge: z.string().optional(),
})

export function tagRoutes(app: FastifyInstance, house: House): void {
  type Shown = { open?: number; typed?: Typed; faults?: Faults; saved?: boolean; mergeInto?: string; after?: string }
  async function show(reply: FastifyReply, shown: Shown) {
    return reply.page(tagsPage(reply.words(), await listTags(house.db, shown.after), shown))
  }

  async function getTag(text: string) {
    const tag = await findTag(house.db, readId(text) ?? 0)
    if (!tag) throw new NotFound()
    return tag
  }

  app.get<{ Querystring: { saved?: unknown; after?: unknown } }>(tagsUrl(), ADMIN, (request, reply) => {
    const { saved, after } = request.query
    return show(reply, { saved: saved !== undefined, ...(typeof after === 'string' && { after }) })
  })

  app.post<{ Params: { id: string } }>('/desk/settings/tags/:id', ADMIN, async (request, reply) => {
    const tag = await getTag(request.params.id)
    const form = readForm(RenameForm, request.body)
    if (!form.ok) return show(reply, { open: tag.id, typed: form.typed, faults: form.faults })
    const other = await findTag(house.db, form.value.name)
    // Two tags become one for good: that is asked first.
    if (other && other.id !== tag.id && form.value.merge !== String(other.id)) {
      return show(reply, { open: tag.id, typed: form.typed, mergeInto: String(other.id) })
    }
    await house.db.transaction().execute(async (trx) => {
      const isMerge = other !== undefined && other.id !== tag.id
      await renameTag(trx, tag.id, form.value.name)
      const change = isMerge
        ? { after: { into: form.value.name } }
        : { before: { name: tag.name }, after: { name: form.value.name } }
      const act = isMerge ? 'tag_merged' : 'tag_renamed'
      await noteAct(trx, request.viewer.staff?.id ?? null, act, { what: tag.name, ...change })
    })
    return reply.redirect(`${tagsUrl()}?saved=1`, 303)
  })

  app.post<{ Params: { id: string } }>('/desk/settings/tags/:id/remove', ADMIN, async (request, reply) => {
    const tag = await getTag(request.params.id)
    await house.db.transaction().execute(async (trx) => {
      await removeTag(trx, tag.id)
      await noteAct(trx, request.viewer.staff?.id ?? null, 'tag_removed', { what: tag.name })
    })
    return reply.redirect(`${tagsUrl()}?saved=1`, 303)
  })
}

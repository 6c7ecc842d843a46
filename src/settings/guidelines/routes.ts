/** What the team goes by when it answers, and the polite last word; the admin writes both, in any of the languages. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { noteAct } from '../../db/audit.ts'
import type { House } from '../../house.ts'
import { lines, readForm } from '../../web/forms.ts'
import { saveSettings } from '../commands.ts'
import { namesFrom, perLanguage } from '../forms.ts'
import { guidelinesUrl } from '../urls.ts'
import { GUIDELINES_MAX, guidelinesPage, POLITE_MAX, typedGuidelines } from './pages.ts'

const ADMIN = { config: { access: 'admin' } } as const

const GuidelinesForm = z.object({
  ...perLanguage('guidelines', lines(GUIDELINES_MAX).optional()),
  ...perLanguage('polite', lines(POLITE_MAX).optional()),
})

export function guidelinesRoutes(app: FastifyInstance, { db, settings }: House): void {
  app.get<{ Querystring: { saved?: unknown } }>(guidelinesUrl(), ADMIN, (request, reply) => {
    const filled = { typed: typedGuidelines(settings.now), faults: {} }
    return reply.page(guidelinesPage(reply.words(), filled, request.query.saved !== undefined))
  })

  app.post(guidelinesUrl(), ADMIN, async (request, reply) => {
    const form = readForm(GuidelinesForm, request.body)
    if (!form.ok) return reply.page(guidelinesPage(reply.words(), form, false))
    const before = settings.now
    const guidelines = namesFrom(form.value, 'guidelines')
    const politeText = namesFrom(form.value, 'polite')
    await db.transaction().execute(async (trx) => {
      await saveSettings(trx, { guidelines, politeText })
      await noteAct(trx, request.viewer.staff?.id ?? null, 'guidelines_saved', {
        before: { guidelines: Object.values(before.guidelines), polite_text: Object.values(before.politeText) },
        after: { guidelines: Object.values(guidelines), polite_text: Object.values(politeText) },
      })
    })
    await settings.refresh()
    return reply.redirect(`${guidelinesUrl()}?saved=1`, 303)
  })
}

/** How soon somebody should hear from the team: per kind and category, urgent ones sooner. */
import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { saveSettings } from '../../settings/commands.ts'
import { targetsUrl } from '../../settings/urls.ts'
import { readForm } from '../../web/forms.ts'
import { ticketWords } from '../rows.ts'
import { readCells, TargetsForm } from './forms.ts'
import { cellName, targetsPage } from './pages.ts'

const ADMIN = { config: { access: 'admin' } } as const

export function targetsRoutes(app: FastifyInstance, house: House): void {
  app.get<{ Querystring: { saved?: unknown } }>(targetsUrl(), ADMIN, (request, reply) => {
    const shown = { saved: request.query.saved !== undefined }
    return reply.page(targetsPage(house.settings.now.targets, ticketWords(house, reply), shown))
  })

  app.post(targetsUrl(), ADMIN, async (request, reply) => {
    const words = ticketWords(house, reply)
    const form = readForm(TargetsForm, request.body)
    const categoryIds = house.taxonomy.now.inOrder.map(({ id }) => id)
    const { cells, faults } = readCells(form.typed, categoryIds, cellName(words))
    const wrong = { ...(form.ok ? {} : form.faults), ...faults }
    if (!form.ok || Object.keys(wrong).length > 0) {
      return reply.page(targetsPage(house.settings.now.targets, words, { typed: form.typed, faults: wrong }))
    }
    const { minutes, urgent_minutes: urgentMinutes, warn_minutes: warnMinutes } = form.value
    await house.db
      .transaction()
      .execute((trx) => saveSettings(trx, { targets: { minutes, urgentMinutes, warnMinutes, cells } }))
    await house.settings.refresh()
    return reply.redirect(`${targetsUrl()}?saved=1`, 303)
  })
}

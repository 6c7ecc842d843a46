/** How soon somebody should hear from the team: per kind and category, urgent ones sooner. */
import type { FastifyInstance } from 'fastify'
import { noteAct } from '../../db/audit.ts'
import type { House } from '../../house.ts'
import { saveSettings } from '../../settings/commands.ts'
import { loadSettings } from '../../settings/queries.ts'
import type { Targets } from '../../settings/targets.ts'
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
    const targets = { minutes, urgentMinutes, warnMinutes, cells }
    await house.db.transaction().execute(async (trx) => {
      const { targets: before } = await loadSettings(trx)
      await saveSettings(trx, { targets })
      await noteAct(trx, request.viewer.staff?.id ?? null, 'targets_saved', {
        before: noted(before),
        after: noted(targets),
      })
    })
    await house.settings.refresh()
    return reply.redirect(`${targetsUrl()}?saved=1`, 303)
  })
}

/** For the audit log; cells by their keys: 'problem/7: 30'. */
const noted = ({ minutes, urgentMinutes, warnMinutes, cells }: Targets) => ({
  first_reply_minutes: minutes,
  urgent_minutes: urgentMinutes,
  warn_minutes: warnMinutes,
  other_targets: Object.entries(cells)
    .sort()
    .map(([cell, value]) => `${cell}: ${value}`),
})

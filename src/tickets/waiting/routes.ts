/** When whoever is waited for is reminded, and when a silent ticket is closed: the admin's rule. */
import type { FastifyInstance } from 'fastify'
import { noteAct } from '../../db/audit.ts'
import type { House } from '../../house.ts'
import { saveSettings } from '../../settings/commands.ts'
import { waitingUrl } from '../../settings/urls.ts'
import { readForm } from '../../web/forms.ts'
import { WaitingForm, waitingFrom } from './forms.ts'
import { typedWaiting, waitingPage } from './pages.ts'

const ADMIN = { config: { access: 'admin' } } as const

export function waitingRoutes(app: FastifyInstance, { db, settings }: House): void {
  app.get<{ Querystring: { saved?: unknown } }>(waitingUrl(), ADMIN, (request, reply) => {
    const filled = { typed: typedWaiting(settings.now.waiting), faults: {} }
    return reply.page(waitingPage(reply.words(), filled, request.query.saved !== undefined))
  })

  app.post(waitingUrl(), ADMIN, async (request, reply) => {
    const form = readForm(WaitingForm, request.body)
    if (!form.ok) return reply.page(waitingPage(reply.words(), form, false))
    const before = settings.now.waiting
    const waiting = waitingFrom(form.value, before, new Date())
    await db.transaction().execute(async (trx) => {
      await saveSettings(trx, { waiting })
      const told = (rules: typeof waiting) => ({
        remind_customer: daysOf(rules.customer),
        remind_third: daysOf(rules.thirdParty),
      })
      await noteAct(trx, request.viewer.staff?.id ?? null, 'waiting_saved', {
        before: told(before),
        after: told(waiting),
      })
    })
    await settings.refresh()
    return reply.redirect(`${waitingUrl()}?saved=1`, 303)
  })
}

/** '3 / 7 / 14', or false where nobody is reminded. */
function daysOf(rule: { isOn: boolean; firstDays: number; againDays: number; closeDays: number }): string | boolean {
  return rule.isOn && [rule.firstDays, rule.againDays, rule.closeDays].join(' / ')
}

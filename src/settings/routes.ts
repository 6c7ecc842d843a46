import type { FastifyInstance } from 'fastify'
import type { House } from '../house.ts'
import { type Faults, readForm, type Typed } from '../web/forms.ts'
import { saveSettings } from './commands.ts'
import { namesFrom, SettingsForm } from './forms.ts'
import { settingsPage, typedSettings } from './pages.ts'
import { settingsUrl } from './urls.ts'

export function settingsRoutes(app: FastifyInstance, house: House): void {
  app.get<{ Querystring: { saved?: unknown } }>(settingsUrl(), { config: { access: 'admin' } }, (request, reply) =>
    reply.page(settingsPage(reply.words(), typedSettings(house.settings.now), {}, request.query.saved !== undefined)),
  )

  app.post(settingsUrl(), { config: { access: 'admin' } }, async (request, reply) => {
    const form = readForm(SettingsForm, request.body)
    const again = (typed: Typed, faults: Faults) => reply.page(settingsPage(reply.words(), typed, faults, false))
    if (!form.ok) return again(form.typed, form.faults)
    const { value } = form
    await house.db.transaction().execute((trx) =>
      saveSettings(trx, {
        name: value.name,
        sentence: namesFrom(value, 'sentence'),
        accent: value.accent.toLowerCase(),
        language: value.language,
        timeZone: value.time_zone,
        anonymousTickets: value.anonymous_tickets,
        anonymousReplies: value.anonymous_replies,
        anonymousVotes: value.anonymous_votes,
        senderDays: value.sender_days,
        removedDays: value.removed_days,
        isSetUp: true,
      }),
    )
    await house.settings.refresh()
    return reply.redirect(`${settingsUrl()}?saved=1`, 303)
  })
}

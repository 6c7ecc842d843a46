import type { FastifyInstance } from 'fastify'
import { namesNoted, noteAct } from '../db/audit.ts'
import type { House } from '../house.ts'
import { type Faults, readForm, type Typed } from '../web/forms.ts'
import { saveSettings } from './commands.ts'
import { namesFrom, SettingsForm } from './forms.ts'
import { settingsPage, typedSettings } from './pages.ts'
import { loadSettings } from './queries.ts'
import type { Settings } from './rules.ts'
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
    const changes = {
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
    }
    await house.db.transaction().execute(async (trx) => {
      const before = noted(await loadSettings(trx))
      await saveSettings(trx, changes)
      await noteAct(trx, request.viewer.staff?.id ?? null, 'settings_saved', { before, after: noted(changes) })
    })
    await house.settings.refresh()
    return reply.redirect(`${settingsUrl()}?saved=1`, 303)
  })
}

type Saved = Pick<
  Settings,
  | 'name'
  | 'sentence'
  | 'accent'
  | 'language'
  | 'timeZone'
  | 'anonymousTickets'
  | 'anonymousReplies'
  | 'anonymousVotes'
  | 'senderDays'
  | 'removedDays'
>

/** For the audit log. */
const noted = (settings: Saved) => ({
  name: settings.name,
  sentence: namesNoted(settings.sentence),
  accent: settings.accent,
  language: settings.language,
  time_zone: settings.timeZone,
  anonymous_tickets: settings.anonymousTickets,
  anonymous_replies: settings.anonymousReplies,
  anonymous_votes: settings.anonymousVotes,
  sender_days: settings.senderDays,
  removed_days: settings.removedDays,
})

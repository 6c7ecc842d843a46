import type { FastifyInstance } from 'fastify'
import type { House } from '../../house.ts'
import { type Faults, readForm } from '../../web/forms.ts'
import { deadLinkPage } from '../dead-link.ts'
import { note } from '../diary.ts'
import { findLink } from '../one-time-links.ts'
import { passwordFaults } from '../password-rules.ts'
import { hashPassword } from '../passwords.ts'
import { startSession } from '../start-session.ts'
import { setUpPath } from '../urls.ts'
import { setUp } from './commands.ts'
import { SetUpForm } from './forms.ts'
import { setUpPage } from './pages.ts'

const ANYONE = { config: { access: 'anyone' } } as const

type Token = { Params: { token: string } }

export function setUpRoutes(app: FastifyInstance, house: House): void {
  app.get<Token>(setUpPath(':token'), ANYONE, async ({ params: { token } }, reply) => {
    if (!(await findLink(house.db, 'setup', token))) return reply.page(deadLinkPage(reply.words(), 'setup'))
    const typed = { language: reply.words().language, time_zone: 'UTC' }
    return reply.page(setUpPage(reply.words(), token, { typed, faults: {} }))
  })

  app.post<Token>(setUpPath(':token'), ANYONE, async (request, reply) => {
    const { token } = request.params
    if (!(await findLink(house.db, 'setup', token))) return reply.page(deadLinkPage(reply.words(), 'setup'))
    const form = readForm(SetUpForm, request.body)
    const again = (faults: Faults) => reply.page(setUpPage(reply.words(), token, { typed: form.typed, faults }))
    if (!form.ok) return again(form.faults)
    const { name, email, password, site_name } = form.value
    const faults = passwordFaults(password, [name, email, site_name])
    if (faults.password) return again(faults)

    const passwordHash = await hashPassword(password)
    const staffId = await house.db.transaction().execute((trx) => setUp(trx, token, form.value, passwordHash))
    if (staffId === undefined) return reply.page(deadLinkPage(reply.words(), 'setup'))
    await house.settings.refresh()
    await startSession(house, request, reply, staffId)
    note(request, 'set_up', { staff: staffId })
    return reply.redirect('/desk', 303)
  })
}

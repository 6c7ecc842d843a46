import type { FastifyInstance } from 'fastify'
import { noteAct } from '../../db/audit.ts'
import type { House } from '../../house.ts'
import { EMPTY } from '../../web/fields.ts'
import { type Faults, readForm } from '../../web/forms.ts'
import { deadLinkPage } from '../dead-link.ts'
import { note } from '../diary.ts'
import { findLink } from '../one-time-links.ts'
import { passwordFaults } from '../password-rules.ts'
import { hashPassword } from '../passwords.ts'
import { startSession } from '../start-session.ts'
import { invitePath } from '../urls.ts'
import { join } from './commands.ts'
import { JoinForm } from './forms.ts'
import { joinPage } from './pages.ts'

const ANYONE = { config: { access: 'anyone' } } as const

type Token = { Params: { token: string } }

export function joinRoutes(app: FastifyInstance, house: House): void {
  app.get<Token>(invitePath(':token'), ANYONE, async ({ params: { token } }, reply) => {
    const invite = await findLink(house.db, 'invite', token)
    if (!invite?.email) return reply.page(deadLinkPage(reply.words(), 'invite'))
    return reply.page(joinPage(reply.words(), token, invite.email, house.settings.now.name, EMPTY))
  })

  app.post<Token>(invitePath(':token'), ANYONE, async (request, reply) => {
    const { token } = request.params
    const invite = await findLink(house.db, 'invite', token)
    const { email } = invite ?? {}
    if (!email) return reply.page(deadLinkPage(reply.words(), 'invite'))
    const siteName = house.settings.now.name
    const form = readForm(JoinForm, request.body)
    const again = (faults: Faults) =>
      reply.page(joinPage(reply.words(), token, email, siteName, { typed: form.typed, faults }))
    if (!form.ok) return again(form.faults)
    const { name, password } = form.value
    const faults = passwordFaults(password, [name, email, siteName])
    if (faults.password) return again(faults)

    const passwordHash = await hashPassword(password)
    const joined = await house.db.transaction().execute(async (trx) => {
      const result = await join(trx, token, name, passwordHash)
      if (typeof result !== 'string') {
        await noteAct(trx, result.staffId, 'team_joined', { what: name, after: { role: result.role } })
      }
      return result
    })
    if (joined === 'dead' || joined === 'taken') return reply.page(deadLinkPage(reply.words(), 'invite'))
    await startSession(house, request, reply, joined.staffId)
    note(request, 'invite_accepted', { staff: joined.staffId, role: joined.role })
    return reply.redirect('/desk', 303)
  })
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { House } from '../../house.ts'
import { blocksOf } from '../../web/address.ts'
import { take } from '../../web/buckets.ts'
import { TooOften } from '../../web/errors.ts'
import { EMPTY } from '../../web/fields.ts'
import { type Faults, readForm } from '../../web/forms.ts'
import { sign } from '../../web/secret.ts'
import { deadLinkPage } from '../dead-link.ts'
import { note } from '../diary.ts'
import { passwordFaults } from '../password-rules.ts'
import { hashPassword } from '../passwords.ts'
import { findAccount } from '../queries.ts'
import { resetPath, signInUrl } from '../urls.ts'
import { mailReset, resetPassword } from './commands.ts'
import { AskForm, NewPasswordForm } from './forms.ts'
import { askedPage, askPage, choosePage } from './pages.ts'
import { findResetting } from './queries.ts'

const ANYONE = { config: { access: 'anyone' } } as const

type Token = { Params: { token: string } }

/** Longer than making and storing a link takes, so that the time of the answer does not tell who has an account. */
const ANSWER_MS = 400

export function resetRoutes(app: FastifyInstance, house: House): void {
  app.get(resetPath(), ANYONE, (_request, reply) => reply.page(askPage(reply.words(), EMPTY)))

  app.post(resetPath(), ANYONE, async (request, reply) => {
    const form = readForm(AskForm, request.body)
    if (!form.ok) return reply.page(askPage(reply.words(), form))
    await refuseFlood(request)
    const { email } = form.value
    await Promise.all([askReset(request, email), sleep(ANSWER_MS)])
    return reply.page(askedPage(reply.words(), email))
  })

  async function refuseFlood(request: FastifyRequest): Promise<void> {
    const who = sign(house.secret, 'bucket', blocksOf(request.ip).host)
    const taken = await take(house.db, { key: `reset host:${who}`, size: 10, seconds: 3600 })
    if (!taken.allowed) throw new TooOften(taken.waitSeconds)
  }

  async function askReset(request: FastifyRequest, email: string): Promise<void> {
    const account = await findAccount(house.db, email)
    note(request, 'reset_asked', { staff: account?.id ?? null })
    if (!account?.password_hash || account.deactivated_at) return
    await house.db.transaction().execute((trx) => mailReset(trx, account, house.settings.now.language))
  }

  app.get<Token>(resetPath(':token'), ANYONE, async ({ params: { token } }, reply) => {
    const account = await findResetting(house.db, token)
    if (!account) return reply.page(deadLinkPage(reply.words(), 'reset'))
    return reply.page(choosePage(reply.words(), token, account.email, EMPTY))
  })

  app.post<Token>(resetPath(':token'), ANYONE, async (request, reply) => {
    const { token } = request.params
    const account = await findResetting(house.db, token)
    if (!account) return reply.page(deadLinkPage(reply.words(), 'reset'))
    const form = readForm(NewPasswordForm, request.body)
    const again = (faults: Faults) => reply.page(choosePage(reply.words(), token, account.email, { typed: {}, faults }))
    if (!form.ok) return again(form.faults)
    const { password } = form.value
    const faults = passwordFaults(password, [account.name, account.email, house.settings.now.name])
    if (faults.password) return again(faults)

    const passwordHash = await hashPassword(password)
    const { language } = house.settings.now
    const done = await house.db
      .transaction()
      .execute((trx) => resetPassword(trx, token, account, passwordHash, language))
    if (!done) return reply.page(deadLinkPage(reply.words(), 'reset'))
    note(request, 'reset_used', { staff: account.id })
    return reply.redirect(`${signInUrl()}?done=reset`, 303)
  })
}

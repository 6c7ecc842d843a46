import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../../house.ts'
import { formatDuration } from '../../text/dates.ts'
import { clearCookie, readCookie } from '../../web/cookies.ts'
import { type Faults, readForm } from '../../web/forms.ts'
import { setPassword } from '../commands.ts'
import { note } from '../diary.ts'
import { hashPassword, isOutdated, isPassword } from '../passwords.ts'
import { findAccount } from '../queries.ts'
import { startSession } from '../start-session.ts'
import { safeNext, signInUrl, signOutUrl } from '../urls.ts'
import { SignInForm } from './forms.ts'
import { signInPage } from './pages.ts'
import { forgiveTries, takeTry } from './throttle.ts'

const ANYONE = { config: { access: 'anyone' } } as const

type Query = { Querystring: { next?: unknown; done?: unknown } }

export function signInRoutes(app: FastifyInstance, house: House): void {
  app.get<Query>(signInUrl(), ANYONE, (request, reply) => {
    const next = safeNext(request.query.next)
    if (request.viewer.staff) return reply.redirect(next, 303)
    return reply.page(signInPage(reply.words(), { next, done: String(request.query.done ?? '') }))
  })

  app.post(signInUrl(), ANYONE, async (request, reply) => {
    const form = readForm(SignInForm, request.body)
    const next = safeNext(form.typed.next)
    const again = (status: number, faults: Faults) =>
      reply.page(signInPage(reply.words(), { next, status, filled: { typed: form.typed, faults } }))
    if (!form.ok) return again(422, form.faults)

    const { email, password } = form.value
    const account = await findAccount(house.db, email)
    const tries = await takeTry(house, request, email, account?.id)
    if (!tries.allowed) return tooOften(request, reply, tries.waitSeconds, (faults) => again(429, faults))
    // One answer, after the same work, whether the account exists, has no password yet, is deactivated or is right.
    const isTheirs = await isPassword(password, account?.deactivated_at ? null : (account?.password_hash ?? null))
    if (!account || !isTheirs) {
      note(request, 'sign_in_failed', { staff: account?.id ?? null })
      return again(422, { '': { key: 'people.wrong' } })
    }
    if (isOutdated(account.password_hash as string)) {
      const passwordHash = await hashPassword(password)
      await house.db.transaction().execute((trx) => setPassword(trx, account.id, passwordHash))
    }
    await forgiveTries(house, request, email, account.id)
    await startSession(house, request, reply, account.id)
    note(request, 'sign_in', { staff: account.id })
    return reply.redirect(next, 303)
  })

  app.post(signOutUrl(), ANYONE, async (request, reply) => {
    const session = readCookie(request, house.config, 'session')
    if (session) await house.sessions.invalidateSession(session)
    clearCookie(reply, house.config, 'session')
    if (request.viewer.staff) note(request, 'sign_out')
    return reply.redirect('/', 303)
  })
}

function tooOften(
  request: FastifyRequest,
  reply: FastifyReply,
  waitSeconds: number,
  again: (faults: Faults) => Promise<FastifyReply>,
) {
  note(request, 'sign_in_throttled')
  reply.header('retry-after', Math.max(1, Math.ceil(waitSeconds)))
  const wait = formatDuration(waitSeconds * 1000, reply.words().language)
  return again({ '': { key: 'people.tries', params: { wait } } })
}

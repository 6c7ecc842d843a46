import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { noteAct } from '../../db/audit.ts'
import type { House } from '../../house.ts'
import { take } from '../../web/buckets.ts'
import { clearCookie } from '../../web/cookies.ts'
import { TooOften } from '../../web/errors.ts'
import type { Filled } from '../../web/fields.ts'
import { readForm } from '../../web/forms.ts'
import { endSessions } from '../commands.ts'
import { note } from '../diary.ts'
import { passwordFaults } from '../password-rules.ts'
import { hashPassword, isPassword } from '../passwords.ts'
import { findAccount } from '../queries.ts'
import { accountUrl, signInUrl, signOutEverywhereUrl } from '../urls.ts'
import { changeEmail, changePassword, endSession, saveProfile } from './commands.ts'
import { EmailForm, PasswordForm, ProfileForm } from './forms.ts'
import { accountPage } from './pages.ts'
import { type Account, getAccount, listSessions } from './queries.ts'

const STAFF = { config: { access: 'staff' } } as const

type Forms = { profile?: Filled; email?: Filled; password?: Filled; done?: string }

export function accountRoutes(app: FastifyInstance, house: House): void {
  const me = (request: FastifyRequest) => request.viewer.staff as NonNullable<FastifyRequest['viewer']['staff']>

  async function show(request: FastifyRequest, reply: FastifyReply, forms: Forms) {
    const { id, sessionId } = me(request)
    const account = await getAccount(house.db, id)
    const sessions = await listSessions(house.db, id)
    return reply.page(accountPage(reply.words(), { account, sessions, here: sessionId, ...forms }))
  }

  app.get<{ Querystring: { done?: unknown } }>(accountUrl(), STAFF, (request, reply) =>
    show(request, reply, { done: String(request.query.done ?? '') }),
  )

  app.post(accountUrl(), STAFF, async (request, reply) => {
    const form = readForm(ProfileForm, request.body)
    if (!form.ok) return show(request, reply, { profile: form })
    const account = await getAccount(house.db, me(request).id)
    await house.db.transaction().execute((trx) => saveProfile(trx, account, form.value))
    // The language chosen in a page's foot would go on winning in this browser.
    clearCookie(reply, house.config, 'lang')
    return reply.redirect(accountUrl('profile'), 303)
  })

  app.post(`${accountUrl()}/email`, STAFF, async (request, reply) => {
    const form = readForm(EmailForm, request.body)
    if (!form.ok) return show(request, reply, { email: form })
    const { email, email_password: password } = form.value
    const account = await getAccount(house.db, me(request).id)
    const wrong = (name: string, key: string) =>
      show(request, reply, { email: { typed: form.typed, faults: { [name]: { key } } } })
    if (!(await isOwn(account, password))) return wrong('email_password', 'people.not_current')
    const other = await findAccount(house.db, email)
    if (other && other.id !== account.id) return wrong('email', 'people.email_taken')
    if (email !== account.email) {
      const { language } = house.settings.now
      await house.db.transaction().execute(async (trx) => {
        await changeEmail(trx, account, email, language)
        const change = { before: { email: account.email }, after: { email } }
        await noteAct(trx, account.id, 'account_email_changed', change)
      })
      note(request, 'email_changed')
    }
    return reply.redirect(accountUrl('email'), 303)
  })

  app.post(`${accountUrl()}/password`, STAFF, async (request, reply) => {
    const form = readForm(PasswordForm, request.body)
    if (!form.ok) return show(request, reply, { password: form })
    const { current_password, new_password } = form.value
    const account = await getAccount(house.db, me(request).id)
    const wrong = (faults: Filled['faults']) => show(request, reply, { password: { typed: {}, faults } })
    if (!(await isOwn(account, current_password))) return wrong({ current_password: { key: 'people.not_current' } })
    const faults = passwordFaults(new_password, [account.name, account.email, house.settings.now.name])
    if (faults.password) return wrong({ new_password: faults.password })
    const passwordHash = await hashPassword(new_password)
    const { language } = house.settings.now
    const { sessionId } = me(request)
    await house.db.transaction().execute(async (trx) => {
      await changePassword(trx, account, passwordHash, sessionId, language)
      await noteAct(trx, account.id, 'account_password_changed')
    })
    note(request, 'password_changed')
    return reply.redirect(accountUrl('password'), 303)
  })

  /** Whoever sits at an open screen may not guess at will either. */
  async function isOwn(account: Account, password: string): Promise<boolean> {
    const taken = await take(house.db, { key: `own password:${account.id}`, size: 10, seconds: 900 })
    if (!taken.allowed) throw new TooOften(taken.waitSeconds)
    return isPassword(password, account.password_hash)
  }

  app.post<{ Params: { id: string } }>(`${accountUrl()}/sessions/:id/end`, STAFF, async (request, reply) => {
    const { id, sessionId } = me(request)
    if (isUuid(request.params.id)) {
      await house.db.transaction().execute((trx) => endSession(trx, id, request.params.id))
    }
    note(request, 'sessions_ended')
    return reply.redirect(request.params.id === sessionId ? signInUrl() : accountUrl('session'), 303)
  })

  app.post(signOutEverywhereUrl(), STAFF, async (request, reply) => {
    await house.db.transaction().execute((trx) => endSessions(trx, me(request).id))
    clearCookie(reply, house.config, 'session')
    note(request, 'sessions_ended')
    return reply.redirect(signInUrl(), 303)
  })
}

function isUuid(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text)
}

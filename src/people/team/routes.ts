/** The admin's page of the team: who is in it, invitations, roles, leaving and coming back. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { noteAct } from '../../db/audit.ts'
import type { House } from '../../house.ts'
import { staffUrl } from '../../settings/urls.ts'
import { NotFound, Refused } from '../../web/errors.ts'
import { type Faults, readForm, readId } from '../../web/forms.ts'
import { note } from '../diary.ts'
import { findAccount } from '../queries.ts'
import type { OpenWork } from '../rules.ts'
import { resetPath } from '../urls.ts'
import { changeRole, deactivate, invite, makeResetLink, reactivate, withdrawInvite } from './commands.ts'
import { InviteForm, LeaveForm, RoleForm } from './forms.ts'
import { type TeamShown, teamPage } from './pages.ts'
import { findMember, listInvites, listTeam } from './queries.ts'

const ADMIN = { config: { access: 'admin' } } as const

type Id = { Params: { id: string } }

export function teamRoutes(app: FastifyInstance, house: House, work: OpenWork): void {
  const me = (request: FastifyRequest) => request.viewer.staff as NonNullable<FastifyRequest['viewer']['staff']>

  async function show(request: FastifyRequest, reply: FastifyReply, shown: Partial<TeamShown>) {
    const [team, invites, counts] = [await listTeam(house.db), await listInvites(house.db), await work.count(house.db)]
    return reply.page(teamPage(reply.words(), { team, invites, work: counts, me: me(request).id, ...shown }))
  }

  async function getMember(request: FastifyRequest<Id>) {
    const member = await findMember(house.db, readId(request.params.id))
    if (!member) throw new NotFound()
    return member
  }

  app.get<{ Querystring: { done?: unknown } }>(staffUrl(), ADMIN, (request, reply) =>
    show(request, reply, { done: String(request.query.done ?? '') }),
  )

  app.post(`${staffUrl()}/invites`, ADMIN, async (request, reply) => {
    const form = readForm(InviteForm, request.body)
    const again = (faults: Faults) => show(request, reply, { invite: { typed: form.typed, faults } })
    if (!form.ok) return again(form.faults)
    const known = await findAccount(house.db, form.value.email)
    if (known?.deactivated_at) return again({ email: { key: 'people.was_in_team', params: { name: known.name } } })
    if (known?.password_hash) return again({ email: { key: 'people.in_team', params: { name: known.name } } })
    const { language } = house.settings.now
    const path = await house.db.transaction().execute(async (trx) => {
      const { email: what, role } = form.value
      await noteAct(trx, me(request).id, 'team_invited', { what, after: { role } })
      return invite(trx, form.value, me(request).id, language)
    })
    note(request, 'invited', { role: form.value.role })
    const text = reply.words().t('people.invited', { email: form.value.email })
    return show(request, reply, { link: { url: house.config.siteUrl + path, text } })
  })

  app.post<{ Params: { hash: string } }>(`${staffUrl()}/invites/:hash/withdraw`, ADMIN, async (request, reply) => {
    const hash = Buffer.from(request.params.hash, 'hex')
    await house.db.transaction().execute(async (trx) => {
      const open = (await listInvites(trx)).find(({ token_hash }) => token_hash.equals(hash))
      if (open) await noteAct(trx, me(request).id, 'team_invite_withdrawn', { what: open.email ?? '' })
      await withdrawInvite(trx, hash)
    })
    note(request, 'invite_withdrawn')
    return reply.redirect(`${staffUrl()}?done=withdrawn`, 303)
  })

  app.post<Id>(`${staffUrl()}/:id/role`, ADMIN, async (request, reply) => {
    const member = await getMember(request)
    const form = readForm(RoleForm, request.body)
    if (!form.ok) throw new Refused('fields.not_a_choice', {}, 422)
    const done = await house.db.transaction().execute(async (trx) => {
      if (!(await changeRole(trx, member.id, form.value.role))) return false
      const change = { before: { role: member.role }, after: { role: form.value.role } }
      await noteAct(trx, me(request).id, 'team_role_changed', { what: member.name, ...change })
      return true
    })
    if (!done) return show(request, reply, { refused: 'people.last_admin' })
    note(request, 'role_changed', { staff: member.id, role: form.value.role })
    // Who has just given up the role may not see this page any more.
    return reply.redirect(member.id === me(request).id ? '/desk' : `${staffUrl()}?done=role`, 303)
  })

  app.post<Id>(`${staffUrl()}/:id/reset-link`, ADMIN, async (request, reply) => {
    const member = await getMember(request)
    if (member.deactivated_at || !member.password_hash)
      return show(request, reply, { refused: 'people.no_password_yet' })
    const token = await house.db.transaction().execute(async (trx) => {
      await noteAct(trx, me(request).id, 'team_reset_link', { what: member.name })
      return makeResetLink(trx, member.id, me(request).id)
    })
    note(request, 'reset_made', { staff: member.id })
    const text = reply.words().t('people.reset_link_made', { name: member.name })
    return show(request, reply, { link: { url: house.config.siteUrl + resetPath(token), text } })
  })

  app.post<Id>(`${staffUrl()}/:id/deactivate`, ADMIN, async (request, reply) => {
    const member = await getMember(request)
    const form = readForm(LeaveForm, request.body)
    const heir = form.ok && form.value.to ? await findMember(house.db, form.value.to) : null
    if (!form.ok || heir === undefined || heir?.deactivated_at || heir?.id === member.id) {
      throw new Refused('fields.not_a_choice', {}, 422)
    }
    const done = await house.db.transaction().execute(async (trx) => {
      if (!(await deactivate(trx, member.id))) return false
      await work.handOver(trx, member.id, heir, { personId: me(request).personId })
      const after = { handed_to: heir?.name ?? null }
      await noteAct(trx, me(request).id, 'team_deactivated', { what: member.name, after })
      return true
    })
    if (!done) return show(request, reply, { refused: 'people.last_admin' })
    await house.taxonomy.refresh()
    note(request, 'deactivated', { staff: member.id })
    return reply.redirect(member.id === me(request).id ? '/' : `${staffUrl()}?done=deactivated`, 303)
  })

  app.post<Id>(`${staffUrl()}/:id/reactivate`, ADMIN, async (request, reply) => {
    const member = await getMember(request)
    await house.db.transaction().execute(async (trx) => {
      await reactivate(trx, member.id)
      await noteAct(trx, me(request).id, 'team_reactivated', { what: member.name })
    })
    note(request, 'reactivated', { staff: member.id })
    return reply.redirect(`${staffUrl()}?done=reactivated`, 303)
  })
}

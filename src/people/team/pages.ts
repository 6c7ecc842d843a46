import type { Translate } from '../../i18n/languages.ts'
import { staffUrl } from '../../settings/urls.ts'
import { EMPTY, errorsOf, type Filled, fieldsOf, statusOf } from '../../web/fields.ts'
import type { Page, PageWords } from '../../web/render.ts'
import type { Invite, Member } from './queries.ts'

const DONE = ['role', 'deactivated', 'reactivated', 'withdrawn'] as const

export type TeamShown = {
  team: Member[]
  invites: Invite[]
  work: Map<number, number>
  me: number
  /** The invitation form as it was sent. */
  invite?: Filled
  /** A link just made: it is shown this once, since only its hash is kept. */
  link?: { url: string; text: string }
  done?: string
  /** Why what was asked was not done. */
  refused?: 'people.last_admin' | 'people.no_password_yet'
}

export function teamPage({ t }: PageWords, shown: TeamShown): Page {
  const { team, invites, invite = EMPTY, link, refused } = shown
  const field = fieldsOf(t, invite)
  const done = DONE.find((name) => name === shown.done)
  return {
    template: 'people/team/team',
    title: t('settings.nav_staff'),
    area: 'desk',
    status: refused ? 409 : statusOf(invite),
    model: {
      at: staffUrl(),
      notice: refused ? { kind: 'error', text: t(refused) } : done && { kind: 'good', text: t(`people.done_${done}`) },
      errors: errorsOf(t, invite),
      link,
      members: team.map((member) => memberRow(t, member, shown)),
      invites: invites.map(({ token_hash, email, role, expires_at }) => ({
        email,
        role: t(`people.role_${role}`),
        until: expires_at,
        withdrawUrl: `${staffUrl()}/invites/${token_hash.toString('hex')}/withdraw`,
      })),
      inviteUrl: `${staffUrl()}/invites`,
      email: field('email', t('people.email'), {
        type: 'email',
        dir: 'ltr',
        autocomplete: 'off',
        required: true,
        maxlength: 254,
      }),
      roles: {
        name: 'role',
        legend: t('people.role'),
        columns: 'two',
        value: invite.typed.role ?? 'agent',
        options: (['agent', 'admin'] as const).map((role) => ({
          value: role,
          label: t(`people.role_${role}`),
          text: t(`people.role_${role}_text`),
        })),
      },
    },
  }
}

function memberRow(t: Translate, member: Member, { team, work, me }: TeamShown) {
  const { id, role } = member
  const url = (act: string) => `${staffUrl()}/${id}/${act}`
  const isActive = member.deactivated_at === null
  const open = work.get(id) ?? 0
  const others = team.filter((other) => other.id !== id && other.deactivated_at === null)
  return {
    name: member.name,
    title: member.title,
    email: member.email,
    role: t(`people.role_${role}`),
    isMe: id === me,
    isActive,
    since: member.created_at,
    left: member.deactivated_at,
    hasPassword: member.has_password,
    openText: open > 0 ? t('people.open_tickets', { count: open }) : undefined,
    roleUrl: url('role'),
    otherRole: role === 'admin' ? 'agent' : 'admin',
    otherRoleText: t(role === 'admin' ? 'people.make_agent' : 'people.make_admin'),
    resetUrl: url('reset-link'),
    inviteUrl: `${staffUrl()}/invites`,
    inviteRole: role,
    deactivateUrl: url('deactivate'),
    deactivateAsk: t('people.deactivate_ask', { name: member.name }),
    reactivateUrl: url('reactivate'),
    to: {
      name: 'to',
      id: `to-${id}`,
      label: t('people.work_to'),
      type: 'select',
      hideOptional: true,
      value: '',
      options: [
        { value: '', label: t('people.work_to_nobody') },
        ...others.map((other) => ({ value: String(other.id), label: other.name })),
      ],
    },
  }
}

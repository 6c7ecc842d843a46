/**
 * What staff accounts see happen, as lines of the log (at LOG_LEVEL info): a stable `event`, who, and from which
 * network. Never a token, a password, or an address somebody only typed (people type passwords there).
 */
import type { FastifyRequest } from 'fastify'
import { blocksOf } from '../web/address.ts'

export type AccountEvent =
  | 'set_up'
  | 'sign_in'
  | 'sign_in_failed'
  | 'sign_in_throttled'
  | 'sign_out'
  | 'sessions_ended'
  | 'password_changed'
  | 'email_changed'
  | 'reset_asked'
  | 'reset_made'
  | 'reset_used'
  | 'invited'
  | 'invite_withdrawn'
  | 'invite_accepted'
  | 'role_changed'
  | 'deactivated'
  | 'reactivated'
  | 'mail_sent_again'
  | 'mail_dropped'

export function note(request: FastifyRequest, event: AccountEvent, data: Record<string, number | string | null> = {}) {
  const { network } = blocksOf(request.ip)
  request.log.info({ event, by: request.viewer.staff?.id ?? null, network, ...data }, `account: ${event}`)
}

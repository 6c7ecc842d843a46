/**
 * A browser that somebody has signed in with before carries a signed mark of it. Its tries are counted by themselves,
 * so that a stranger who guesses at an account, from however many places, does not lock out whoever owns it.
 * Source: OWASP, "Slow down online guessing attacks with device cookies".
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../house.ts'
import { readCookie, setCookie } from '../web/cookies.ts'
import { isSigned, randomToken, sign } from '../web/secret.ts'

const PURPOSE = 'device'

export function rememberDevice(house: House, request: FastifyRequest, reply: FastifyReply, staffId: number): void {
  if (knownDevice(house, request, staffId)) return
  const value = `${staffId}.${randomToken().slice(0, 22)}`
  setCookie(reply, house.config, 'device', `${value}.${sign(house.secret, PURPOSE, value)}`)
}

/** The mark of this browser for this account, if it has one. */
export function knownDevice(house: House, request: FastifyRequest, staffId: number | undefined): string | undefined {
  const [id = '', random = '', signature = ''] = (readCookie(request, house.config, 'device') ?? '').split('.')
  const isOurs = isSigned(house.secret, PURPOSE, `${id}.${random}`, signature)
  return isOurs && id === String(staffId) ? random : undefined
}

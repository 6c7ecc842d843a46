/** Signing somebody in: always a new session with a new id, whatever the browser brought (session fixation). */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../house.ts'
import { readCookie, setCookie } from '../web/cookies.ts'
import { randomToken } from '../web/secret.ts'
import { browserOf } from './browsers.ts'
import { rememberDevice } from './devices.ts'
import { SESSION_SECONDS } from './sessions.ts'

export async function startSession(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  staffId: number,
): Promise<void> {
  const before = readCookie(request, house.config, 'session')
  if (before) await house.sessions.invalidateSession(before)
  const sessionId = randomToken()
  await house.sessions.createSession(staffId, { browser: browserOf(request.headers['user-agent']) }, { sessionId })
  setCookie(reply, house.config, 'session', sessionId, SESSION_SECONDS)
  rememberDevice(house, request, reply, staffId)
}

/** Reads the cookies of a request: staff by their session, visitors by their key, tickets opened by secret link. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Db } from '../db/schema.ts'
import { clearCookie, hasOurCookie, readCookie, setCookie } from '../web/cookies.ts'
import { STRANGER, type StaffViewer, type Viewer } from '../web/viewer.ts'
import { readPasses } from './guest-links.ts'
import { findPersonByKey } from './queries.ts'
import { readLinks } from './secret-links.ts'
import { SESSION_SECONDS, type Sessions } from './sessions.ts'

export type Recognition = { config: Config; db: Db; secret: string; sessions: Sessions }

/** Runs after the body is read, so that a database out of reach can still give back what was typed. */
export function recogniseViewers(app: FastifyInstance, recognition: Recognition): void {
  app.decorateRequest('viewer')
  app.addHook('onRequest', async (request) => {
    request.viewer = STRANGER
  })
  app.addHook('preHandler', async (request, reply) => {
    if (hasOurCookie(request)) request.viewer = await recognise(recognition, request, reply)
  })
}

async function recognise(recognition: Recognition, request: FastifyRequest, reply: FastifyReply): Promise<Viewer> {
  const { config, db, secret } = recognition
  const staff = await findStaff(recognition, request, reply)
  const key = readCookie(request, config, 'key')
  return {
    staff,
    personId: staff?.personId ?? (key ? ((await findPersonByKey(db, key)) ?? null) : null),
    linkedTickets: readLinks(secret, readCookie(request, config, 'links')),
    guestOf: readPasses(secret, readCookie(request, config, 'guests')),
    personal: true,
  }
}

/** A session prolonged in its second half prolongs its cookie too; the cookie of one that has ended goes. */
async function findStaff(
  { config, sessions }: Recognition,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<StaffViewer | null> {
  const cookie = readCookie(request, config, 'session')
  if (!cookie) return null
  const { user, session } = await sessions.validateSession(cookie)
  if (session?.fresh) setCookie(reply, config, 'session', cookie, SESSION_SECONDS)
  if (!session) clearCookie(reply, config, 'session')
  return user && { ...user, sessionId: session.publicId ?? '' }
}

/** Reads the cookies of a request: staff by their session, visitors by their key, tickets opened by secret link. */
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import type { Db } from '../db/schema.ts'
import { hasOurCookie, readCookie } from '../web/cookies.ts'
import { STRANGER, type StaffViewer, type Viewer } from '../web/viewer.ts'
import { findPersonByKey } from './queries.ts'
import { readLinks } from './secret-links.ts'
import type { Sessions } from './sessions.ts'

export type Recognition = { config: Config; db: Db; secret: string; sessions: Sessions }

/** Runs after the body is read, so that a database out of reach can still give back what was typed. */
export function recogniseViewers(app: FastifyInstance, recognition: Recognition): void {
  app.decorateRequest('viewer')
  app.addHook('onRequest', async (request) => {
    request.viewer = STRANGER
  })
  app.addHook('preHandler', async (request) => {
    if (hasOurCookie(request))
      request.viewer = await recognise(recognition, (name) => readCookie(request, recognition.config, name))
  })
}

async function recognise(
  { db, secret, sessions }: Recognition,
  cookie: (name: 'session' | 'key' | 'links') => string | undefined,
): Promise<Viewer> {
  const session = cookie('session')
  const staff = session ? await findStaff(sessions, session) : null
  const key = cookie('key')
  return {
    staff,
    personId: staff?.personId ?? (key ? ((await findPersonByKey(db, key)) ?? null) : null),
    linkedTickets: readLinks(secret, cookie('links')),
    personal: true,
  }
}

async function findStaff(sessions: Sessions, sessionId: string): Promise<StaffViewer | null> {
  const { user, session } = await sessions.validateSession(sessionId)
  return user && { ...user, sessionId: session.publicId ?? '' }
}

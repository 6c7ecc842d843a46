/** Who may use a route. Each route says so in its config; one that does not stops the start. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Forbidden, SignInNeeded } from './errors.ts'

/** anyone: strangers too; staff: signed in; admin: signed in with that role. */
export type Access = 'anyone' | 'staff' | 'admin'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
}

export class AccessUndeclared extends Error {
  constructor(method: string, url: string) {
    super(`The route ${method} ${url} does not say who may use it (config.access: 'anyone', 'staff' or 'admin').`)
    this.name = 'AccessUndeclared'
  }
}

/**
 * Register before any route. Staff-only pages answer strangers with the sign-in page, admin-only ones agents with 403.
 * The check stands at the route itself, behind every hook of the site: who is looking must be known by then. Whoever has
 * no session at all is turned away before.
 */
export function requireAccess(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const methods = [route.method].flat().join(',')
    const access = route.config?.access
    if (!access) throw new AccessUndeclared(methods, route.url)
    if (access === 'anyone') return
    route.onRequest = [turnAwayStrangers, ...[route.onRequest ?? []].flat()]
    route.preHandler = [mayEnter(access), ...[route.preHandler ?? []].flat()]
  })
}

const onlyLooks = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD'

/** Before their body is read: files of fifty megabytes are not taken from somebody who was never signed in. */
async function turnAwayStrangers(request: FastifyRequest): Promise<void> {
  if (request.headers.cookie?.includes('earshot_session')) return
  throw new SignInNeeded(onlyLooks(request) ? request.url : '/desk')
}

function mayEnter(access: Access) {
  return async (request: FastifyRequest) => {
    if (!request.viewer.staff) {
      if (onlyLooks(request)) throw new SignInNeeded(request.url)
      // A session that ran out while somebody wrote: the page gives the text back, a redirect would lose it.
      throw new Forbidden('errors.signed_out')
    }
    if (access === 'admin' && request.viewer.staff.role !== 'admin') throw new Forbidden()
  }
}

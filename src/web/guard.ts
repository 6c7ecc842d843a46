/**
 * Stops forms that other sites make a browser send, for visitors without a session too.
 * Source: OWASP's CSRF cheat sheet (Fetch Metadata first, Origin as fallback); ASVS 5.0, 3.5.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { hasOurCookie } from './cookies.ts'
import { CROSS_SITE, Forbidden } from './errors.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Register behind readUploads, so that the page of a refusal can give back what was typed, and before recogniseViewers:
 * a foreign form is nobody's.
 */
export function guardAgainstCrossSite(app: FastifyInstance, config: Config): void {
  app.addHook('preHandler', async (request) => {
    if (!SAFE.has(request.method) && !isFromHere(request, config)) throw new Forbidden(CROSS_SITE)
  })
}

/**
 * Browsers send Sec-Fetch-Site on https and localhost only; on plain http the Origin header decides. It may name the
 * configured site or the very host asked (a home network reaches the server by several names; a foreign page cannot
 * choose the Host header). Without either header it is no browser of today: allowed only if it brought no cookie,
 * since it then has no right that could be abused.
 */
function isFromHere(request: FastifyRequest, config: Config): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = request.headers.origin
  if (origin !== undefined) return origin === config.siteUrl || hostOf(origin) === request.headers.host
  return !hasOurCookie(request)
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

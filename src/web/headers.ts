/** The headers every answer carries, errors answered outside the hooks included. */
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'

const CSP = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
}

/** same-origin keeps Origin real on our own forms and sends nothing to other sites (secret links included). */
const REFERRER = 'same-origin'

export async function addHeaders(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: config.secure ? { ...CSP, 'upgrade-insecure-requests': [] } : CSP,
    },
    strictTransportSecurity: config.secure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: REFERRER },
    xFrameOptions: { action: 'deny' },
    crossOriginOpenerPolicy: config.secure ? { policy: 'same-origin' } : false,
    originAgentCluster: false,
  })
}

/** For answers that Fastify writes before any hook has run. */
export const BARE_HEADERS = {
  'content-security-policy': Object.entries(CSP)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join(';'),
  'x-content-type-options': 'nosniff',
  'referrer-policy': REFERRER,
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
  'content-type': 'text/html; charset=utf-8',
}

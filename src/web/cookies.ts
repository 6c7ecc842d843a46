/** Our cookies: names, how they are set, and that one of them was sent at all. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'

export type CookieName = 'session' | 'device' | 'key' | 'links' | 'guests' | 'lang'

/** `__Host-` needs https; on plain http (a home network) the name goes without. */
export function cookieName(config: Config, name: CookieName): string {
  return `${config.secure ? '__Host-' : ''}earshot_${name}`
}

/** SameSite=Lax: a link from a mail still finds the reader signed in; foreign forms are stopped by the guard. */
export function cookieOptions(config: Config, maxAgeSeconds?: number) {
  return { path: '/', httpOnly: true, sameSite: 'lax' as const, secure: config.secure, maxAge: maxAgeSeconds }
}

const YEAR = 365 * 24 * 3600

export function setCookie(reply: FastifyReply, config: Config, name: CookieName, value: string, maxAge = YEAR): void {
  reply.setCookie(cookieName(config, name), value, cookieOptions(config, maxAge))
}

export function clearCookie(reply: FastifyReply, config: Config, name: CookieName): void {
  reply.clearCookie(cookieName(config, name), cookieOptions(config))
}

export function readCookie(request: FastifyRequest, config: Config, name: CookieName): string | undefined {
  return request.cookies[cookieName(config, name)]
}

export function hasOurCookie(request: FastifyRequest): boolean {
  return request.headers.cookie?.includes('earshot_') ?? false
}

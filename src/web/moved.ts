/** "This stands there now", for ever: what was once at an address leads to where it is today, in one hop. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { FOR_EVERYONE, FOR_NOBODY_ELSE, varyBy } from './cache.ts'

/**
 * Browsers and caches keep the answer but ask again each time: a name that is given back would else send them in a
 * circle of remembered redirects. What was asked behind the `?` is dropped.
 */
export function moved(request: FastifyRequest, reply: FastifyReply, url: string): FastifyReply {
  varyBy(reply, 'Cookie')
  return reply.header('cache-control', request.viewer.personal ? FOR_NOBODY_ELSE : FOR_EVERYONE).redirect(url, 301)
}

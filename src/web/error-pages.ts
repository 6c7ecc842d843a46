/** Every error becomes our page with our headers, in the reader's language, and gives back what was typed. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formatDuration } from '../text/dates.ts'
import { CROSS_SITE, type Fault, faultOf, SignInNeeded, TooOften } from './errors.ts'
import { BARE_HEADERS } from './headers.ts'
import { moved } from './moved.ts'
import { methodsAt } from './route-table.ts'

/** How long a browser should wait before it tries a database again that is away. */
const RETRY_SECONDS = 10

/** Where what once stood at this address is today; handed in, for the ground knows no feature. */
export type FindMoved = (request: FastifyRequest) => Promise<string | undefined>

/** Where what an error speaks of is to be found instead; handed in for the same reason. */
export type FindPlace = (
  error: unknown,
  request: FastifyRequest,
) => { url: string; status: 301 | 303 | 307 } | undefined

export function answerErrors(
  app: FastifyInstance,
  signInPath: (next: string) => string,
  findMoved: FindMoved,
  findPlace: FindPlace,
): void {
  app.setNotFoundHandler(async (request, reply) => {
    const other = methodsAt(app.routeTable, request.url.split('?')[0] ?? '/')
    if (other.length === 0 && (request.method === 'GET' || request.method === 'HEAD')) {
      const url = await findMoved(request)
      if (url !== undefined) return moved(request, reply, url)
    }
    // A route may have been there and found nothing (an asset of a name that is no file).
    if (other.length === 0 || other.includes(request.method))
      return errorPage(request, reply, { status: 404, title: 'errors.not_found_title', key: 'errors.not_found' })
    reply.header('allow', other.join(', '))
    return errorPage(request, reply, { status: 405, title: 'errors.method_title', key: 'errors.method' })
  })
  app.setErrorHandler(async (error, request, reply) => {
    if (error instanceof SignInNeeded)
      return reply.header('cache-control', 'no-store').redirect(signInPath(error.next), 303)
    const place = findPlace(error, request)
    if (place?.status === 301) return moved(request, reply, place.url)
    if (place) return reply.header('cache-control', 'no-store').redirect(place.url, place.status)
    const fault = faultOf(error)
    if (fault.status >= 500) request.log.error({ err: error, fault: fault.status }, 'request failed')
    if (fault.status === 503) reply.header('retry-after', RETRY_SECONDS)
    if (error instanceof TooOften) reply.header('retry-after', error.retryAfterSeconds)
    if (fault.status === 413) drain(request, reply)
    return errorPage(request, reply, withParams(fault, error, request, reply))
  })
}

function withParams(fault: Fault, error: unknown, request: FastifyRequest, reply: FastifyReply): Fault {
  const wait = error instanceof TooOften ? formatDuration(error.retryAfterSeconds * 1000, reply.words().language) : ''
  const limit = `${Math.round(request.routeOptions.bodyLimit / 1_000_000)} MB`
  return { ...fault, params: { id: request.id, limit, wait, ...fault.params } }
}

/** A refused upload leaves bytes in the pipe, and the next request on the connection would hang (measured). */
function drain(request: FastifyRequest, reply: FastifyReply): void {
  request.raw.unpipe()
  request.raw.resume()
  reply.header('connection', 'close')
}

export async function errorPage(request: FastifyRequest, reply: FastifyReply, fault: Fault): Promise<FastifyReply> {
  const { t } = reply.words()
  return reply.page({
    template: 'frame/error',
    title: t(fault.title),
    status: fault.status,
    model: {
      status: fault.status,
      title: t(fault.title),
      sentence: t(fault.key, fault.params),
      // A button here would turn another site's form into one click of ours.
      action: fault.key === CROSS_SITE ? undefined : request.url,
      fields: typedFields(request),
    },
  })
}

/** What a person typed, to be shown and sent again; passwords and tokens are not given back. */
function typedFields(request: FastifyRequest): { name: string; value: string; hidden: boolean }[] {
  if (request.method !== 'POST' || typeof request.body !== 'object' || request.body === null) return []
  return Object.entries(request.body)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')
    .filter(([name]) => !name.includes('password'))
    .map(([name, value]) => ({ name, value, hidden: !/\s/.test(value) && value.length < 100 }))
}

/** For requests that Fastify refuses before any hook has run, such as `GET /%`. */
export function answerUnrouted(app: () => FastifyInstance) {
  return (error: Error, request: { raw: IncomingMessage }, reply: { raw: ServerResponse }): void => {
    const fault = faultOf(error)
    const page = app().bareErrorPage(fault, request.raw.headers['accept-language'])
    reply.raw.writeHead(fault.status, { ...BARE_HEADERS, 'content-length': Buffer.byteLength(page) }).end(page)
  }
}

/** For bytes that are no HTTP request at all: there is only a socket to write to. */
export function answerBrokenRequest(app: () => FastifyInstance) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const tooLarge = error.code === 'HPE_HEADER_OVERFLOW'
    const page = app().bareErrorPage({ ...faultOf({ statusCode: 400 }), status: tooLarge ? 431 : 400 })
    const headers = Object.entries({ ...BARE_HEADERS, 'content-length': Buffer.byteLength(page), connection: 'close' })
    const status = tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request'
    socket.end(
      `HTTP/1.1 ${status}\r\n${headers.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${page}`,
    )
  }
}

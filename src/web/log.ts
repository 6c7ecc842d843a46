/**
 * What the log may say. Addresses hold titles of private tickets and secret links, and a database error brings the
 * statement's values along: a request is named by its route, an error by what is ours in it.
 */
import type { Writable } from 'node:stream'
import type { FastifyRequest, FastifyServerOptions } from 'fastify'
import type { Config } from '../config.ts'

/** `to` is standard output unless given. */
export function logging(level: Config['logLevel'], to?: Writable): FastifyServerOptions['logger'] {
  if (level === 'silent') return false
  return { level, serializers: { req: requestLine, err: errorLines }, ...(to && { stream: to }) }
}

function requestLine(request: FastifyRequest) {
  return { method: request.method, route: request.routeOptions.url ?? 'none' }
}

/** What a database adds to an error beside its message (detail, where, query, params) quotes what people wrote. */
const KEPT = ['code', 'constraint', 'table', 'column', 'syscall', 'statusCode'] as const

type ErrorLines = { type: string; message: string; stack: string; [more: string]: unknown }

function errorLines(error: unknown): ErrorLines {
  if (!(error instanceof Error)) return { type: typeof error, message: 'thrown, and no Error', stack: '' }
  const { name, message, stack = '', cause } = error
  const kept = KEPT.flatMap((key) => (key in error ? [[key, (error as never)[key]]] : []))
  const inner = cause instanceof Error ? { cause: errorLines(cause) } : {}
  return { type: name, message, stack, ...Object.fromEntries(kept), ...inner }
}

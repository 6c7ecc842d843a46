/** One table: what went wrong → status → which words. Rooms throw these; the handler in error-pages.ts answers. */

/** Base of the errors that are answers: `key` names a message in the catalogue, `params` fills it. */
export class Refusal extends Error {
  readonly status: number
  readonly key: string
  readonly params: Record<string, unknown>
  constructor(status: number, key: string, params: Record<string, unknown> = {}) {
    super(key)
    this.name = new.target.name
    this.status = status
    this.key = key
    this.params = params
  }
}

/** Unknown, or not allowed to know: the two must be the same answer. */
export class NotFound extends Refusal {
  constructor() {
    super(404, 'errors.not_found')
  }
}

/** Was public once and has been removed. */
export class Gone extends Refusal {
  constructor() {
    super(410, 'errors.gone')
  }
}

/** The message of a form that came from another site; its page gives the text back and no button to send it. */
export const CROSS_SITE = 'errors.cross_site'

export class Forbidden extends Refusal {
  constructor(key = 'errors.admin_only') {
    super(403, key)
  }
}

/** A rule of a room says no; `key` says why in words for whoever asked. Status 409 unless given. */
export class Refused extends Refusal {
  constructor(key: string, params: Record<string, unknown> = {}, status = 409) {
    super(status, key, params)
  }
}

/** Too many in a short time. The page gives back what was typed. */
export class TooOften extends Refusal {
  readonly retryAfterSeconds: number
  constructor(retryAfterSeconds: number) {
    super(429, 'errors.too_often')
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterSeconds))
  }
}

/** Answered with a redirect to the sign-in page, which leads back to `next`. */
export class SignInNeeded extends Error {
  readonly next: string
  constructor(next: string) {
    super('sign in first')
    this.name = 'SignInNeeded'
    this.next = next
  }
}

export type Fault = { status: number; title: string; key: string; params?: Record<string, unknown> }

const TITLES: Record<number, string> = {
  400: 'errors.bad_request_title',
  403: 'errors.forbidden_title',
  404: 'errors.not_found_title',
  405: 'errors.method_title',
  409: 'errors.forbidden_title',
  410: 'errors.gone_title',
  413: 'errors.too_large_title',
  415: 'errors.media_title',
  422: 'errors.bad_request_title',
  429: 'errors.too_often_title',
  503: 'errors.unavailable_title',
}

const KEYS: Record<number, string> = {
  400: 'errors.bad_request',
  404: 'errors.not_found',
  405: 'errors.method',
  408: 'errors.bad_request',
  413: 'errors.too_large',
  414: 'errors.bad_request',
  415: 'errors.media',
  429: 'errors.too_often',
  431: 'errors.bad_request',
  503: 'errors.unavailable',
}

/** Reads any error: ours, Fastify's (statusCode) or a database out of reach; all else is a 500. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Refusal) {
    return {
      status: error.status,
      title: TITLES[error.status] ?? 'errors.failed_title',
      key: error.key,
      params: error.params,
    }
  }
  if (isDatabaseAway(error)) return fault(503)
  const status = (error as { statusCode?: unknown } | null)?.statusCode
  if (typeof status === 'number' && KEYS[status]) return fault(status)
  if (typeof status === 'number' && status >= 400 && status < 500) return { ...fault(400), status }
  return { status: 500, title: 'errors.failed_title', key: 'errors.failed' }
}

function fault(status: number): Fault {
  return { status, title: TITLES[status] ?? 'errors.bad_request_title', key: KEYS[status] as string }
}

/** Classes of SQLSTATE that mean "not now": 08 connection, 53 resources, 57P restart, 57014 cancelled by a time-out. */
const AWAY_STATES = /^(08|53|57P|57014|55P03)/
const AWAY_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOENT'])
const AWAY_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/

export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  if (typeof code === 'string') {
    if (code.length === 5 && AWAY_STATES.test(code)) return true
    if (AWAY_CODES.has(code) && (code !== 'ENOENT' || syscall === 'connect')) return true
  }
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway)
  return AWAY_WORDS.test(error.message)
}

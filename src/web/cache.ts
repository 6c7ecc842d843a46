/** What a cache may keep: see DECISIONS on the two answers of one address. */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

export const FOR_EVERYONE = 'public, max-age=0, must-revalidate'
export const FOR_NOBODY_ELSE = 'private, no-store'

/** A strong validator of the body. SHA-1 names the content here, it protects nothing. */
export function etagOf(body: string | Buffer): string {
  return `"${createHash('sha1').update(body).digest('base64url')}"`
}

/** Source: RFC 9110, 13.1.2 and 13.1.3: If-None-Match wins over If-Modified-Since; weak comparison. */
export function isUnchanged(request: FastifyRequest, reply: FastifyReply): boolean {
  const match = request.headers['if-none-match']
  if (match !== undefined) {
    const etag = String(reply.getHeader('etag') ?? '')
    return (
      match === '*' ||
      match.split(',').some(
        (tag) =>
          tag
            .trim()
            .replace(/^W\//, '')
            .replace(/-(gzip|br|deflate)"$/, '"') === etag,
      )
    )
  }
  const since = request.headers['if-modified-since']
  const modified = reply.getHeader('last-modified')
  return since !== undefined && modified !== undefined && Date.parse(String(modified)) <= Date.parse(since)
}

/** Adds a field to Vary; each appears once. */
export function varyBy(reply: FastifyReply, field: string): void {
  const fields = String(reply.getHeader('vary') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  if (!fields.includes(field)) reply.header('vary', [...fields, field].join(', '))
}

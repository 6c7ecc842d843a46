/**
 * A visitor is known by a random key in a cookie; the server keeps its SHA-256 only. The key is made with the first
 * act (a ticket, a reply, a vote), never by looking at a page.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Trx } from '../db/schema.ts'
import { setCookie } from '../web/cookies.ts'
import { hashToken, randomToken } from '../web/secret.ts'

export type Visitor = {
  personId: number
  /** A key made just now, to be handed over with `handOverKey` after the commit; undefined when the browser has one. */
  newKey: string | undefined
}

/** The person acting: the one the browser is known as, or a new one. */
export async function knowVisitor(trx: Trx, request: FastifyRequest): Promise<Visitor> {
  if (request.viewer.personId !== null) return { personId: request.viewer.personId, newKey: undefined }
  const person = await trx.insertInto('people').defaultValues().returning('id').executeTakeFirstOrThrow()
  const newKey = randomToken()
  await trx
    .insertInto('visitor_keys')
    .values({ key_hash: hashToken(newKey), person_id: person.id })
    .execute()
  return { personId: person.id, newKey }
}

/** Sets the cookie; call it once the transaction that made the key is committed. */
export function handOverKey(reply: FastifyReply, config: Config, visitor: Visitor): void {
  if (visitor.newKey !== undefined) setCookie(reply, config, 'key', visitor.newKey, KEY_SECONDS)
}

/** Browsers keep a cookie for 400 days at most (RFC 6265bis, 5.5); each use renews it. */
export const KEY_SECONDS = 400 * 24 * 3600

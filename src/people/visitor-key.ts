/**
 * A visitor is known by a random key in a cookie; the server keeps its SHA-256 only. The key is made with the first
 * act (a ticket, a reply, a vote), never by looking at a page.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Trx } from '../db/schema.ts'
import { readCookie, setCookie } from '../web/cookies.ts'
import { hashToken, randomToken } from '../web/secret.ts'

export type Visitor = {
  personId: number
  /** A key made just now, to be handed over with `handOverKey` after the commit; undefined when the browser has one. */
  newKey: string | undefined
}

/** The person acting: the one the browser is known as, or a new one, whose key is `newKey`. */
export async function knowVisitor(trx: Trx, request: FastifyRequest, newKey = randomToken()): Promise<Visitor> {
  if (request.viewer.personId !== null) return { personId: request.viewer.personId, newKey: undefined }
  const person = await trx.insertInto('people').defaultValues().returning('id').executeTakeFirstOrThrow()
  await trx
    .insertInto('visitor_keys')
    .values({ key_hash: hashToken(newKey), person_id: person.id })
    // The same form sent twice at once: the second act finds the first and takes its person back.
    .onConflict((conflict) => conflict.column('key_hash').doNothing())
    .execute()
  return { personId: person.id, newKey }
}

/** One more key for somebody known, to be handed to another of their browsers. */
export async function giveKey(trx: Trx, personId: number): Promise<string> {
  const key = randomToken()
  await trx
    .insertInto('visitor_keys')
    .values({ key_hash: hashToken(key), person_id: personId })
    .execute()
  return key
}

/** Sets the cookie, or renews the one there is; call it once the transaction that made the key is committed. */
export function handOverKey(reply: FastifyReply, config: Config, visitor: Visitor): void {
  const key = visitor.newKey ?? readCookie(reply.request, config, 'key')
  if (key !== undefined) setCookie(reply, config, 'key', key, KEY_SECONDS)
}

/** Browsers keep a cookie for 400 days at most (RFC 6265bis, 5.5); each use renews it. */
export const KEY_SECONDS = 400 * 24 * 3600

/** Who sends, as far as limits need to know: keyed hashes of network blocks, never an address. */
import type { FastifyRequest } from 'fastify'
import { blocksOf } from '../web/address.ts'
import { hasOurCookie } from '../web/cookies.ts'
import { sign } from '../web/secret.ts'

export type Sender = {
  /** The person, where the browser is known. */
  personId: number | null
  /** A household's block and its neighbourhood, as keyed hashes. */
  host: string
  network: string
  /** What rows keep of the sender, until the retention time is over. */
  hash: Buffer
  /** The browser has been here before and came back with a cookie. */
  isKnown: boolean
  saysLanguage: boolean
}

/** Without the site's secret the hashes cannot be turned back: there are only four thousand million addresses. */
export function senderOf(request: FastifyRequest, secret: string): Sender {
  const { host, network } = blocksOf(request.ip)
  const hashOf = (block: string) => sign(secret, 'sender', block, 32)
  return {
    personId: request.viewer.personId,
    host: hashOf(host),
    network: hashOf(network),
    hash: Buffer.from(hashOf(host), 'base64url'),
    isKnown: hasOurCookie(request),
    saysLanguage: Boolean(request.headers['accept-language']?.trim()),
  }
}

/** What is signed with the site's secret: purpose and value together, so that a token of one kind never passes for another. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** HMAC-SHA-256 as base64url, cut to `bytes` (16 bytes = 128 bits by default). */
export function sign(secret: string, purpose: string, value: string, bytes = 16): string {
  return createHmac('sha256', secret).update(`${purpose}\0${value}`).digest().subarray(0, bytes).toString('base64url')
}

/** Compares in constant time. */
export function isSigned(secret: string, purpose: string, value: string, signature: string, bytes = 16): boolean {
  const expected = Buffer.from(sign(secret, purpose, value, bytes))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** 256 random bits as base64url: visitor keys, session ids, one-time links. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a token. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/**
 * Passwords are kept as Argon2id in the usual one-line form: $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
 * Cost: OWASP's password storage cheat sheet (19 MiB, two passes, one lane); some 90 ms here.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

type Cost = { memory: number; passes: number; parallelism: number }

export const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32

const derive = promisify(argon2)

export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  return encode(cost, salt, await digest(password, salt, cost))
}

/** The same letters typed on another keyboard may arrive as other code points: NFKC makes them one (NIST SP 800-63B). */
function digest(password: string, nonce: Buffer, cost: Cost, tagLength = HASH_BYTES): Promise<Buffer> {
  return derive('argon2id', { message: password.normalize('NFKC'), nonce, tagLength, ...cost })
}

function encode({ memory, passes, parallelism }: Cost, salt: Buffer, hash: Buffer): string {
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${text(salt)}$${text(hash)}`
}

const FORM = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

function decode(stored: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const match = FORM.exec(stored)
  if (!match) throw new Error('A stored password is not in the form we write')
  const [memory, passes, parallelism] = match.slice(1, 4).map(Number) as [number, number, number]
  return {
    cost: { memory, passes, parallelism },
    salt: Buffer.from(match[4] as string, 'base64'),
    hash: Buffer.from(match[5] as string, 'base64'),
  }
}

/** Of nobody's password: verifying against it takes the time of a real one. */
const NOBODYS = encode(COST, Buffer.alloc(SALT_BYTES), Buffer.alloc(HASH_BYTES))

/** `stored` is null where there is no account or no password yet: false, after the same time. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const { cost, salt, hash } = decode(stored ?? NOBODYS)
  const given = await digest(password, salt, cost, hash.length)
  return timingSafeEqual(given, hash) && stored !== null
}

/** True when it was made cheaper than passwords are made now: make it anew at the next sign-in, when it is known. */
export function isOutdated(stored: string): boolean {
  const { cost } = decode(stored)
  return cost.memory < COST.memory || cost.passes < COST.passes || cost.parallelism < COST.parallelism
}

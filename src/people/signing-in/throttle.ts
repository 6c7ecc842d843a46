/**
 * How often a password may be tried. A stranger runs dry their own buckets, not the owner's: tries at one account from
 * one place are counted together; tries from a browser that has signed in before are counted by themselves.
 */
import type { FastifyRequest } from 'fastify'
import type { House } from '../../house.ts'
import { blocksOf } from '../../web/address.ts'
import { type Bucket, takeAll } from '../../web/buckets.ts'
import { sign } from '../../web/secret.ts'
import { knownDevice } from '../devices.ts'

const QUARTER = 900
const HOUR = 3600

type Tries = { allowed: boolean; waitSeconds: number }

/** Takes one try. `staffId` is undefined for an address nobody signs in with: it is counted all the same. */
export async function takeTry(
  house: House,
  request: FastifyRequest,
  email: string,
  staffId: number | undefined,
): Promise<Tries> {
  const taken = await takeAll(house.db, bucketsOf(house, request, email, knownDevice(house, request, staffId)))
  const waits = [...taken.values()].map(({ waitSeconds }) => waitSeconds)
  return { allowed: [...taken.values()].every(({ allowed }) => allowed), waitSeconds: Math.max(0, ...waits) }
}

/** Whoever knew the password had only mistyped before. */
export async function forgiveTries(
  house: House,
  request: FastifyRequest,
  email: string,
  staffId: number,
): Promise<void> {
  const [own] = bucketsOf(house, request, email, knownDevice(house, request, staffId))
  if (own) await house.db.deleteFrom('buckets').where('key', '=', own.key).execute()
}

function bucketsOf(house: House, request: FastifyRequest, email: string, device: string | undefined): Bucket[] {
  const { host, network } = blocksOf(request.ip)
  const key = (what: string, ...who: string[]) => `sign-in ${what}:${sign(house.secret, 'bucket', who.join('\0'))}`
  const account = email.toLowerCase()
  if (device) return [{ key: key('device', account, device), size: 10, seconds: QUARTER }]
  return [
    { key: key('account from host', account, host), size: 10, seconds: QUARTER },
    { key: key('account', account), size: 100, seconds: HOUR },
    { key: key('host', host), size: 40, seconds: QUARTER },
    { key: key('network', network), size: 200, seconds: QUARTER },
  ]
}

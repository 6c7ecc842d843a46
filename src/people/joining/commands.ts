import type { Trx } from '../../db/schema.ts'
import { makeStaff } from '../commands.ts'
import { takeLink } from '../one-time-links.ts'

export type Joined = { staffId: number; role: string } | 'dead' | 'taken'

/** Accepts an invitation. 'taken': somebody has signed up with the address by other ways since. */
export async function join(trx: Trx, token: string, name: string, passwordHash: string): Promise<Joined> {
  const invite = await takeLink(trx, 'invite', token)
  if (!invite?.email || !invite.role) return 'dead'
  const { email, role } = invite
  const staffId = await makeStaff(trx, { name, email, role, passwordHash })
  return staffId === undefined ? 'taken' : { staffId, role }
}

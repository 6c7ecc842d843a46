import { knownKeys } from '../../files/attachments.ts'
import { sweepOrphans } from '../../files/sweep.ts'
import type { House } from '../../house.ts'

/** A form may be on its way with files that were stored in an earlier round; see files/kept. */
const HOURS = 24

/** Removes stored files that no row knows, once a day has passed. */
export async function sweepFiles({ db, files }: Pick<House, 'db' | 'files'>, now = new Date()): Promise<number> {
  const before = new Date(now.getTime() - HOURS * 3_600_000)
  return sweepOrphans(files, (keys) => knownKeys(db, keys), before)
}

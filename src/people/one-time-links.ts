/** Links that work once: only the hash of a token is kept, and using one is a single statement that two cannot win. */
import type { Db, OneTimeLinks, Role, Trx } from '../db/schema.ts'
import { hashToken, randomToken } from '../web/secret.ts'

export type LinkPurpose = OneTimeLinks['purpose']

export type OneTimeLink = {
  staff_id: number | null
  person_id: number | null
  email: string | null
  role: Role | null
  expires_at: Date
}

export type NewLink = {
  purpose: LinkPurpose
  expiresAt: Date
  staffId?: number
  personId?: number
  email?: string
  role?: Role
  createdBy?: number
}

const HOUR = 3_600_000
/**
 * Three days: an invitation of Friday evening still works on Monday. (ASVS 5.0, 6.4.1 asks for a short life; the token
 * is random, works once, a new one replaces it and the admin can take it back.)
 */
export const INVITE_MS = 72 * HOUR
export const RESET_MS = HOUR
/** A link an admin hands over by other ways than mail takes longer to arrive. */
export const HANDED_RESET_MS = 24 * HOUR

/** Stores a link and returns its token, which nobody can read again. */
export async function makeLink(trx: Trx, link: NewLink): Promise<string> {
  const token = randomToken()
  await trx
    .insertInto('one_time_links')
    .values({
      token_hash: hashToken(token),
      purpose: link.purpose,
      expires_at: link.expiresAt,
      staff_id: link.staffId,
      person_id: link.personId,
      email: link.email,
      role: link.role,
      created_by: link.createdBy,
    })
    .execute()
  return token
}

/** The link behind a token while it still works: for showing the form that will use it. */
export async function findLink(db: Db, purpose: LinkPurpose, token: string): Promise<OneTimeLink | undefined> {
  return db
    .selectFrom('one_time_links')
    .select(['staff_id', 'person_id', 'email', 'role', 'expires_at'])
    .where('token_hash', '=', hashToken(token))
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date())
    .executeTakeFirst()
}

/** Takes the link: undefined when it is unknown, has run out or somebody was quicker. A rollback gives it back. */
export async function takeLink(trx: Trx, purpose: LinkPurpose, token: string): Promise<OneTimeLink | undefined> {
  return trx
    .updateTable('one_time_links')
    .set({ used_at: new Date() })
    .where('token_hash', '=', hashToken(token))
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date())
    .returning(['staff_id', 'person_id', 'email', 'role', 'expires_at'])
    .executeTakeFirst()
}

/** Links used or run out are of no use to anybody. */
export async function sweepLinks(db: Db): Promise<void> {
  await db
    .deleteFrom('one_time_links')
    .where((eb) => eb.or([eb('used_at', 'is not', null), eb('expires_at', '<=', new Date())]))
    .execute()
}

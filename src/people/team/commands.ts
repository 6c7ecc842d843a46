/** Who is in the team and as what. At least one admin who can sign in always stays. */
import { sql } from 'kysely'
import type { Role, Trx } from '../../db/schema.ts'
import type { Language } from '../../i18n/languages.ts'
import { endResets, endSessions } from '../commands.ts'
import { tell } from '../notices.ts'
import { HANDED_RESET_MS, INVITE_MS, makeLink } from '../one-time-links.ts'
import { invitePath } from '../urls.ts'

/** Mails an invitation and returns its path, to be handed over by other ways too. One sent before stops working. */
export async function invite(
  trx: Trx,
  { email, role }: { email: string; role: Role },
  by: number,
  siteLanguage: Language,
): Promise<string> {
  await trx
    .deleteFrom('one_time_links')
    .where('purpose', '=', 'invite')
    .where(sql<string>`lower(email)`, '=', email.toLowerCase())
    .execute()
  const expiresAt = new Date(Date.now() + INVITE_MS)
  const path = invitePath(await makeLink(trx, { purpose: 'invite', email, role, createdBy: by, expiresAt }))
  await tell(trx, 'invite', { email, language: null }, { link: path, siteLanguage, notAfter: expiresAt })
  return path
}

export async function withdrawInvite(trx: Trx, tokenHash: Buffer): Promise<void> {
  await trx
    .deleteFrom('one_time_links')
    .where('purpose', '=', 'invite')
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .execute()
}

/** The token of a link to a new password, for an admin to hand over where mail does not arrive. */
export async function makeResetLink(trx: Trx, staffId: number, by: number): Promise<string> {
  const expiresAt = new Date(Date.now() + HANDED_RESET_MS)
  return makeLink(trx, { purpose: 'reset', staffId, createdBy: by, expiresAt })
}

/** False, with nothing changed, when it would leave nobody who is admin. */
export async function changeRole(trx: Trx, staffId: number, role: Role): Promise<boolean> {
  if (role !== 'admin' && !(await leavesAnAdmin(trx, staffId))) return false
  await trx.updateTable('staff').set({ role }).where('id', '=', staffId).execute()
  if (role !== 'admin') await endInvitesBy(trx, staffId)
  return true
}

/**
 * Takes somebody out of the team: the next thing their browser asks for is answered as to a stranger. False, with
 * nothing changed, when it would leave nobody who is admin.
 */
export async function deactivate(trx: Trx, staffId: number): Promise<boolean> {
  if (!(await leavesAnAdmin(trx, staffId))) return false
  await trx.updateTable('staff').set({ deactivated_at: new Date() }).where('id', '=', staffId).execute()
  await endSessions(trx, staffId)
  await endResets(trx, staffId)
  await endInvitesBy(trx, staffId)
  return true
}

export async function reactivate(trx: Trx, staffId: number): Promise<void> {
  await trx.updateTable('staff').set({ deactivated_at: null }).where('id', '=', staffId).execute()
}

/** Locks the admins, so that two of them cannot remove each other at once. */
async function leavesAnAdmin(trx: Trx, leaving: number): Promise<boolean> {
  const admins = await trx
    .selectFrom('staff')
    .select('id')
    .where('role', '=', 'admin')
    .where('deactivated_at', 'is', null)
    .where('password_hash', 'is not', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  return admins.some(({ id }) => id !== leaving)
}

/** Invitations are the word of an admin; they end with it. */
async function endInvitesBy(trx: Trx, staffId: number): Promise<void> {
  await trx
    .deleteFrom('one_time_links')
    .where('purpose', '=', 'invite')
    .where('created_by', '=', staffId)
    .where('used_at', 'is', null)
    .execute()
}

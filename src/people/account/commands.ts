import type { Trx } from '../../db/schema.ts'
import type { Language } from '../../i18n/languages.ts'
import { nameSkeleton } from '../../text/name-skeleton.ts'
import { endResets, endSessions, setPassword } from '../commands.ts'
import { tell } from '../notices.ts'
import { signInUrl } from '../urls.ts'
import type { Profile } from './forms.ts'
import type { Account } from './queries.ts'

export async function saveProfile(trx: Trx, account: Account, profile: Profile): Promise<void> {
  const { name, title, language = null, time_zone = null } = profile
  await trx
    .updateTable('staff')
    .set({ name, name_skeleton: nameSkeleton(name), title, language, time_zone })
    .where('id', '=', account.id)
    .execute()
  await trx.updateTable('people').set({ name, language }).where('id', '=', account.person_id).execute()
}

/** The address before hears of it: it may have been somebody at an open screen. */
export async function changeEmail(trx: Trx, account: Account, email: string, siteLanguage: Language): Promise<void> {
  await trx.updateTable('staff').set({ email }).where('id', '=', account.id).execute()
  await trx.updateTable('people').set({ email }).where('id', '=', account.person_id).execute()
  await endResets(trx, account.id)
  await tell(trx, 'email_changed', account, { link: signInUrl(), siteLanguage })
}

/** Ends every session but the one it was changed in. */
export async function changePassword(
  trx: Trx,
  account: Account,
  passwordHash: string,
  session: string,
  siteLanguage: Language,
): Promise<void> {
  await setPassword(trx, account.id, passwordHash)
  await endSessions(trx, account.id, session)
  await endResets(trx, account.id)
  await tell(trx, 'password_changed', account, { link: signInUrl(), siteLanguage })
}

/** Ends one of somebody's own sessions; that of others is left alone. */
export async function endSession(trx: Trx, staffId: number, publicId: string): Promise<void> {
  await trx.deleteFrom('sessions').where('staff_id', '=', staffId).where('public_id', '=', publicId).execute()
}

import type { Trx } from '../../db/schema.ts'
import type { Language } from '../../i18n/languages.ts'
import { endResets, endSessions, setPassword } from '../commands.ts'
import { tell } from '../notices.ts'
import { makeLink, RESET_MS, takeLink } from '../one-time-links.ts'
import { resetPath, signInUrl } from '../urls.ts'

type Account = { id: number; email: string; language: string | null }

/** Mails a link to a new password. Those asked for before still work: or else whoever asks often keeps the owner out. */
export async function mailReset(trx: Trx, account: Account, siteLanguage: Language): Promise<void> {
  const expiresAt = new Date(Date.now() + RESET_MS)
  const token = await makeLink(trx, { purpose: 'reset', staffId: account.id, expiresAt })
  await tell(trx, 'password_reset', account, { link: resetPath(token), siteLanguage, notAfter: expiresAt })
}

/** Sets the new password and ends every session; false when the link does not work any more. */
export async function resetPassword(
  trx: Trx,
  token: string,
  account: Account,
  passwordHash: string,
  siteLanguage: Language,
): Promise<boolean> {
  const link = await takeLink(trx, 'reset', token)
  if (link?.staff_id !== account.id) return false
  await setPassword(trx, account.id, passwordHash)
  await endSessions(trx, account.id)
  await endResets(trx, account.id)
  await tell(trx, 'password_changed', account, { link: signInUrl(), siteLanguage })
  return true
}

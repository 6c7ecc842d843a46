/** What an account's owner is mailed about. All of it fixed texts: the address may have been typed by somebody else. */
import type { Trx } from '../db/schema.ts'
import { isLanguage, type Language } from '../i18n/languages.ts'
import type { FixedMailName } from '../notify/messages.ts'
import { put } from '../notify/outbox.ts'

type Reader = { email: string; language: string | null }
type Told = { link: string; siteLanguage: Language; notAfter?: Date }

export async function tell(
  trx: Trx,
  name: FixedMailName,
  { email, language }: Reader,
  { link, siteLanguage, notAfter }: Told,
): Promise<void> {
  await put(trx, {
    carrier: 'mail',
    message: {
      kind: 'fixed',
      name,
      to: email,
      language: isLanguage(language) ? language : siteLanguage,
      link,
      notAfter: notAfter?.toISOString(),
    },
  })
}

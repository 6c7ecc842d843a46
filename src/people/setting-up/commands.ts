/** The first admin: behind a link that only whoever reads the server's output knows. */
import type { Db, Trx } from '../../db/schema.ts'
import { saveSettings } from '../../settings/commands.ts'
import { makeStaff } from '../commands.ts'
import { makeLink, takeLink } from '../one-time-links.ts'
import { hasAdmin } from '../queries.ts'
import { setUpPath } from '../urls.ts'
import type { SetUp } from './forms.ts'

/** It works until it is used; the next start makes another, and this one stops working. */
const FOR_EVER = new Date('9999-12-31T00:00:00Z')

/** The path of a new set-up link while nobody can sign in as admin; undefined afterwards. */
export async function offerSetUp(db: Db): Promise<string | undefined> {
  return db.transaction().execute(async (trx) => {
    await trx.deleteFrom('one_time_links').where('purpose', '=', 'setup').execute()
    if (await hasAdmin(trx)) return undefined
    return setUpPath(await makeLink(trx, { purpose: 'setup', expiresAt: FOR_EVER }))
  })
}

/** The first admin's number, or undefined when the link does not work any more. */
export async function setUp(trx: Trx, token: string, form: SetUp, passwordHash: string): Promise<number | undefined> {
  if (!(await takeLink(trx, 'setup', token)) || (await hasAdmin(trx))) return undefined
  const { name, email, language, time_zone: timeZone } = form
  const staffId = await makeStaff(trx, { name, email, role: 'admin', passwordHash, language })
  await saveSettings(trx, { name: form.site_name, language, timeZone, isSetUp: true })
  return staffId
}

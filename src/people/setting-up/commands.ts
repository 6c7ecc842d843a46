/** The first admin: behind a link that only whoever reads the server's output knows. */
import type { Db, Trx } from '../../db/schema.ts'
import { saveSettings } from '../../settings/commands.ts'
import { loadSettings } from '../../settings/queries.ts'
import { type Faults, readForm, type Typed } from '../../web/forms.ts'
import { makeStaff } from '../commands.ts'
import { makeLink, takeLink } from '../one-time-links.ts'
import { passwordFaults } from '../password-rules.ts'
import { hashPassword } from '../passwords.ts'
import { hasAdmin } from '../queries.ts'
import { setUpPath } from '../urls.ts'
import { AdminForm, type SetUp } from './forms.ts'

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

/**
 * An admin made without a browser, by whoever may run commands on the machine. Returns the faults by field, none when
 * it is done.
 */
export async function createAdmin(db: Db, fields: Typed): Promise<Faults> {
  const form = readForm(AdminForm, fields)
  if (!form.ok) return form.faults
  const { name, email, password } = form.value
  const faults = passwordFaults(password, [name, email, (await loadSettings(db)).name])
  if (faults.password) return faults
  const passwordHash = await hashPassword(password)
  const made = await db.transaction().execute((trx) => makeStaff(trx, { name, email, role: 'admin', passwordHash }))
  return made === undefined ? { email: { key: 'people.email_taken' } } : {}
}

/** The first admin's number, or undefined when the link does not work any more. */
export async function setUp(trx: Trx, token: string, form: SetUp, passwordHash: string): Promise<number | undefined> {
  if (!(await takeLink(trx, 'setup', token)) || (await hasAdmin(trx))) return undefined
  const { name, email, language, time_zone: timeZone } = form
  const staffId = await makeStaff(trx, { name, email, role: 'admin', passwordHash, language })
  await saveSettings(trx, { name: form.site_name, language, timeZone, isSetUp: true })
  return staffId
}

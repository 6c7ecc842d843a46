/** What changes an account, whoever asks for it. */
import { sql } from 'kysely'
import type { Role, Trx } from '../db/schema.ts'
import type { Language } from '../i18n/languages.ts'
import { nameSkeleton } from '../text/name-skeleton.ts'

export type NewStaff = {
  name: string
  email: string
  role: Role
  passwordHash: string
  language?: Language | null
  timeZone?: string | null
}

/**
 * Makes an account, or gives a password to one that never had any (staff whose answers were imported keep them).
 * Undefined when somebody signs in with this address already. A visitor's own person is left as it is: its key may
 * lie in a browser that others use.
 */
export async function makeStaff(trx: Trx, staff: NewStaff): Promise<number | undefined> {
  const words = {
    name: staff.name,
    name_skeleton: nameSkeleton(staff.name),
    role: staff.role,
    password_hash: staff.passwordHash,
    language: staff.language,
    time_zone: staff.timeZone,
  }
  const known = await trx
    .updateTable('staff')
    .set({ ...words, deactivated_at: null })
    .where(sql<string>`lower(email)`, '=', staff.email.toLowerCase())
    .where('password_hash', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (known) return known.id
  const person = await trx
    .insertInto('people')
    .values({ name: staff.name, email: staff.email, language: staff.language })
    .returning('id')
    .executeTakeFirstOrThrow()
  const made = await trx
    .insertInto('staff')
    .values({ ...words, email: staff.email, person_id: person.id })
    .onConflict((conflict) => conflict.expression(sql`lower(email)`).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) await trx.deleteFrom('people').where('id', '=', person.id).execute()
  return made?.id
}

export async function setPassword(trx: Trx, staffId: number, passwordHash: string): Promise<void> {
  await trx.updateTable('staff').set({ password_hash: passwordHash }).where('id', '=', staffId).execute()
}

/** Signs somebody out everywhere, or everywhere but in one session (its public id). */
export async function endSessions(trx: Trx, staffId: number, except?: string): Promise<void> {
  await trx
    .deleteFrom('sessions')
    .where('staff_id', '=', staffId)
    .$if(except !== undefined, (query) => query.where('public_id', '!=', except as string))
    .execute()
}

/** Links to a new password that were made before do not work any more. */
export async function endResets(trx: Trx, staffId: number): Promise<void> {
  await trx
    .deleteFrom('one_time_links')
    .where('staff_id', '=', staffId)
    .where('purpose', '=', 'reset')
    .where('used_at', 'is', null)
    .execute()
}

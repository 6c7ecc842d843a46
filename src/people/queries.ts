import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'
import { isLanguage } from '../i18n/languages.ts'
import type { Mailbox } from '../notify/mail.ts'
import { hashToken } from '../web/secret.ts'
import type { Viewer } from '../web/viewer.ts'

/** The person who holds this visitor key; joined persons lead to the one they were joined into. */
export async function findPersonByKey(db: Db, key: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('visitor_keys')
    .innerJoin('people', 'people.id', 'visitor_keys.person_id')
    .select((eb) => eb.fn.coalesce('people.merged_into', 'people.id').as('id'))
    .where('key_hash', '=', hashToken(key))
    .executeTakeFirst()
  return row?.id
}

/** Everyone who may be given work, by name. */
export async function listStaff(db: Db): Promise<{ id: number; name: string }[]> {
  return db.selectFrom('staff').select(['id', 'name']).where('deactivated_at', 'is', null).orderBy('name').execute()
}

/** The address somebody left for notices, proven or not; for their own page and for mail to them, nobody else. */
export async function findEmail(db: Db, personId: number): Promise<string | null> {
  const row = await db.selectFrom('people').select('email').where('id', '=', personId).executeTakeFirst()
  return row?.email ?? null
}

/** What somebody told of themselves, to fill in their next form. */
export async function findPerson(db: Db, personId: number) {
  return db.selectFrom('people').select(['name', 'email']).where('id', '=', personId).executeTakeFirst()
}

/** The account that signs in with this address; deactivated ones and those without a password too, each saying so. */
export async function findAccount(db: Db, email: string) {
  return db
    .selectFrom('staff')
    .select(['id', 'name', 'email', 'role', 'password_hash', 'language', 'deactivated_at'])
    .where(sql<string>`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst()
}

/** Where mail with words in it may go: staff who are in the team, visitors who opened a link mailed to them. */
export async function findMailbox(db: Db, personId: number): Promise<Mailbox | undefined> {
  const person = await db
    .selectFrom('people')
    .leftJoin('staff', (join) => join.onRef('staff.person_id', '=', 'people.id').on('staff.deactivated_at', 'is', null))
    .select(['people.email', 'people.email_verified_at', 'people.language'])
    .select(['staff.email as staff_email', 'staff.language as staff_language'])
    .where('people.id', '=', personId)
    .executeTakeFirst()
  const address = person?.staff_email ?? (person?.email_verified_at ? person.email : null)
  const language = person?.staff_email ? person.staff_language : person?.language
  return address ? { address, language: isLanguage(language) ? language : null } : undefined
}

/** Is there anybody who can sign in and invite others? Imported staff have no password until somebody invites them. */
export async function hasAdmin(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('staff')
    .select('id')
    .where('role', '=', 'admin')
    .where('deactivated_at', 'is', null)
    .where('password_hash', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

/** A person as a viewer, with no browser: what they may read by themselves. Joined persons are the one they became. */
export async function findReader(db: Db, personId: number): Promise<Viewer | undefined> {
  const person = await db
    .selectFrom('people')
    .leftJoin('staff', (join) => join.onRef('staff.person_id', '=', 'people.id').on('staff.deactivated_at', 'is', null))
    .select((eb) => eb.fn.coalesce('people.merged_into', 'people.id').as('id'))
    .select(['staff.id as staff_id', 'staff.name', 'staff.email', 'staff.role'])
    .where('people.id', '=', personId)
    .executeTakeFirst()
  if (!person) return undefined
  const { id, staff_id, name, email, role } = person
  const isStaff = staff_id !== null && name !== null && email !== null && role !== null
  const staff = isStaff
    ? { id: staff_id, personId: id, name, email, role, language: null, timeZone: null, sessionId: '' }
    : null
  return { staff, personId: id, linkedTickets: [], personal: true }
}

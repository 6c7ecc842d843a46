import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'

/** Everybody who is or was in the team: those in it first. */
export async function listTeam(db: Db) {
  return db
    .selectFrom('staff')
    .select(['id', 'name', 'title', 'email', 'role', 'created_at', 'deactivated_at'])
    .select(sql<boolean>`password_hash IS NOT NULL`.as('has_password'))
    .orderBy(sql`deactivated_at IS NOT NULL`)
    .orderBy('name')
    .orderBy('id')
    .execute()
}

export type Member = Awaited<ReturnType<typeof listTeam>>[number]

/** Invitations nobody has accepted yet. Their hash names them: it opens nothing. */
export async function listInvites(db: Db) {
  return db
    .selectFrom('one_time_links')
    .select(['token_hash', 'email', 'role', 'expires_at'])
    .where('purpose', '=', 'invite')
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date())
    .orderBy('created_at')
    .execute()
}

export type Invite = Awaited<ReturnType<typeof listInvites>>[number]

export async function findMember(db: Db, id: number | undefined) {
  if (id === undefined) return undefined
  return db
    .selectFrom('staff')
    .select(['id', 'name', 'email', 'role', 'language', 'deactivated_at', 'password_hash'])
    .where('id', '=', id)
    .executeTakeFirst()
}

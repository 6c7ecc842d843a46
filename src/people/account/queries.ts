import type { Db } from '../../db/schema.ts'

/** One's own account, as one may change it. */
export async function getAccount(db: Db, staffId: number) {
  return db
    .selectFrom('staff')
    .select(['id', 'person_id', 'name', 'title', 'email', 'language', 'time_zone', 'password_hash'])
    .where('id', '=', staffId)
    .executeTakeFirstOrThrow()
}

export type Account = Awaited<ReturnType<typeof getAccount>>

/** Newest first. */
export async function listSessions(db: Db, staffId: number) {
  return db
    .selectFrom('sessions')
    .select(['public_id', 'browser', 'created_at'])
    .where('staff_id', '=', staffId)
    .where('expires_at', '>', new Date())
    .orderBy('created_at', 'desc')
    .execute()
}

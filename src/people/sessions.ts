/**
 * Staff sessions: lucia's rules, our rows. A session ends 30 days after it was last used in its second half, and 180
 * days after signing in however much it is used.
 */
import { type Adapter, Lucia, TimeSpan } from 'lucia'
import type { Db, Role } from '../db/schema.ts'
import type { Language } from '../i18n/languages.ts'
import { hashToken } from '../web/secret.ts'

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof createSessions>
    UserId: number
    DatabaseUserAttributes: {
      person_id: number
      name: string
      email: string
      role: Role
      language: string | null
      time_zone: string | null
    }
    DatabaseSessionAttributes: { public_id?: string; browser: string }
  }
}

export type Sessions = ReturnType<typeof createSessions>

type SessionWords = { publicId: string | undefined; browser: string }
type StaffWords = {
  personId: number
  name: string
  email: string
  role: Role
  language: Language | null
  timeZone: string | null
}

const LIFE = new TimeSpan(30, 'd')
export const SESSION_SECONDS = LIFE.seconds()
const LONGEST_LIFE = new TimeSpan(180, 'd')

export function createSessions(db: Db): Lucia<SessionWords, StaffWords> {
  return new Lucia(adapter(db), {
    sessionExpiresIn: LIFE,
    getUserAttributes: (row) => ({
      personId: row.person_id,
      name: row.name,
      email: row.email,
      role: row.role,
      language: row.language as Language | null,
      timeZone: row.time_zone,
    }),
    getSessionAttributes: (row) => ({ publicId: row.public_id, browser: row.browser }),
  })
}

const stored = (sessionId: string) => hashToken(sessionId).toString('hex')

/**
 * Rows hold the SHA-256 of a session's id; lucia is given back the id it asked with, because it passes that on to
 * update and delete.
 */
function adapter(db: Db): Adapter {
  return {
    async getSessionAndUser(sessionId) {
      const row = await db
        .selectFrom('sessions')
        .innerJoin('staff', 'staff.id', 'sessions.staff_id')
        .select([
          'sessions.public_id',
          'sessions.browser',
          'sessions.expires_at',
          'staff.id',
          'staff.person_id',
          'staff.name',
          'staff.email',
          'staff.role',
          'staff.language',
          'staff.time_zone',
        ])
        .where('sessions.id', '=', stored(sessionId))
        .where('staff.deactivated_at', 'is', null)
        .where('sessions.created_at', '>', new Date(Date.now() - LONGEST_LIFE.milliseconds()))
        .executeTakeFirst()
      if (!row) return [null, null]
      const { public_id, browser, expires_at, id, ...attributes } = row
      return [
        { id: sessionId, userId: id, expiresAt: expires_at, attributes: { public_id, browser } },
        { id, attributes },
      ]
    },
    async getUserSessions(staffId) {
      const rows = await db
        .selectFrom('sessions')
        .selectAll()
        .where('staff_id', '=', staffId)
        .orderBy('created_at', 'desc')
        .execute()
      return rows.map((row) => ({
        id: row.id,
        userId: row.staff_id,
        expiresAt: row.expires_at,
        attributes: { public_id: row.public_id, browser: row.browser },
      }))
    },
    async setSession(session) {
      await db
        .insertInto('sessions')
        .values({
          id: stored(session.id),
          staff_id: session.userId,
          expires_at: session.expiresAt,
          browser: session.attributes.browser,
        })
        .execute()
    },
    async updateSessionExpiration(sessionId, expiresAt) {
      await db.updateTable('sessions').set({ expires_at: expiresAt }).where('id', '=', stored(sessionId)).execute()
    },
    async deleteSession(sessionId) {
      await db.deleteFrom('sessions').where('id', '=', stored(sessionId)).execute()
    },
    async deleteUserSessions(staffId) {
      await db.deleteFrom('sessions').where('staff_id', '=', staffId).execute()
    },
    async deleteExpiredSessions() {
      await db.deleteFrom('sessions').where('expires_at', '<=', new Date()).execute()
    },
  }
}

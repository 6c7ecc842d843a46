/** Members of the team who can sign in, and what their browsers hold. */
import { randomUUID } from 'node:crypto'
import type { Role } from '../../src/db/schema.ts'
import { hashPassword } from '../../src/people/passwords.ts'
import { type MadeStaff, makeStaff } from '../support/make.ts'
import type { Browser, Site } from '../support/site.ts'

export const PASSWORD = 'violet tram under snow'

const hash = hashPassword(PASSWORD)

export async function makeMember(site: Site, role: Role = 'agent', more: Partial<MadeStaff> = {}): Promise<MadeStaff> {
  const made = await makeStaff(site.house, { email: `${randomUUID()}@fernhold.test`, role, ...more })
  await site.house.db
    .updateTable('staff')
    .set({ password_hash: await hash })
    .where('id', '=', made.id)
    .execute()
  return made
}

export const signIn = (browser: Browser, email: string, password = PASSWORD, more: object = {}) =>
  browser
    .post('/sign-in')
    .type('form')
    .send({ email, password, ...more })

/** The value of a cookie that an answer sets; '' when it takes it away, undefined when it leaves it alone. */
export function cookieOf(answer: { headers: Record<string, unknown> }, name: string): string | undefined {
  const lines = (answer.headers['set-cookie'] ?? []) as string[]
  const line = lines.find((text) => text.startsWith(`${name}=`))
  return line?.slice(name.length + 1).split(';')[0]
}

/** What the outbox would mail, oldest first. */
export async function mails(site: Site) {
  const rows = await site.house.db.selectFrom('outbox').select('message').orderBy('id').execute()
  return rows.map(({ message }) => message as { name: string; to: string; link: string; language: string })
}

/** Everything answered to people without an account, or about accounts, is for nobody else and in no index. */
export const PRIVATE_PAGE = { 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' }

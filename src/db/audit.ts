/**
 * What staff do that is no event of a ticket or an article (settings, team, taxonomy …), with who, when, from and to.
 * The admin reads it at /desk/settings/audit. Never a password, a token or a secret.
 */
import type { en } from '../i18n/en.ts'
import type { Names, Trx } from './schema.ts'

/** Each has its sentence in every catalogue, under `audit.acts`. */
export type AuditAct = keyof typeof en.audit.acts
/** What can have been changed; each has its name in every catalogue, under `audit.fields`. */
export type AuditField = keyof typeof en.audit.fields
type Value = string | number | boolean | null | undefined | readonly string[]
type Fields = Partial<Record<AuditField, Value>>

export type AuditNote = {
  /** The name of what it was about, as it is now: a category's, a colleague's. */
  what?: string
  before?: Fields
  after?: Fields
}

/** In the transaction of the act. Only fields that differ are kept. `staffId` null: nobody of the team (a new member). */
export async function noteAct(
  trx: Trx,
  staffId: number | null,
  act: AuditAct,
  { what = '', before = {}, after = {} }: AuditNote = {},
): Promise<void> {
  const fields = Object.keys({ ...before, ...after }) as AuditField[]
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
  const pick = (from: Fields) =>
    JSON.stringify(Object.fromEntries(changed.filter((field) => field in from).map((field) => [field, from[field]])))
  await trx
    .insertInto('audit')
    .values({ staff_id: staffId, act, what, before: pick(before), after: pick(after) })
    .execute()
}

/** A text in several languages, as one value: ['en: Billing', 'ru: Оплата']. */
export const namesNoted = (names: Names): string[] =>
  Object.entries(names)
    .sort()
    .map(([language, text]) => `${language}: ${text}`)

/** Fields that several forms of staff share. */
import { z } from 'zod'
import { isLanguage, type Language } from '../i18n/languages.ts'
import { line } from '../web/forms.ts'

export const staffName = () => line(80, 1)

/** As typed: neither trimmed nor shortened. Whether it will do is asked of password-rules. */
export const password = () => z.string().min(1)

export const language = () => z.string().refine((code): code is Language => isLanguage(code), 'key:fields.not_a_choice')

/** IANA names this Node knows: with any other every date on a page would fail. */
export const timeZone = () => z.string().refine((zone) => timeZones().includes(zone), 'key:fields.not_a_choice')

export function timeZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
}

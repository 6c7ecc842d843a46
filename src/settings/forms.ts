import { z } from 'zod'
import { isLanguage, LANGUAGES, type Language } from '../i18n/languages.ts'
import { checkbox, line } from '../web/forms.ts'

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .trim()
    .refine((text) => /^\d{1,6}$/.test(text) && +text >= least && +text <= most, 'key:settings.not_a_number')
    .transform(Number)

/** IANA names that this Node knows; anything else would break every date on the site. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return name !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** One field per interface language: `${name}_en`, `${name}_ru` … */
export function perLanguage<S extends z.ZodType>(name: string, schema: S): Record<string, S> {
  return Object.fromEntries(LANGUAGES.map(({ code }) => [`${name}_${code}`, schema]))
}

/** { en: 'Billing', ru: 'Оплата' } from the fields of `perLanguage`; empty ones are left out. */
export function namesFrom(form: Record<string, unknown>, name: string): Record<string, string> {
  return Object.fromEntries(
    LANGUAGES.map(({ code }) => [code, String(form[`${name}_${code}`] ?? '')]).filter(([, text]) => text !== ''),
  )
}

export const SettingsForm = z.object({
  name: line(60, 1),
  ...perLanguage('sentence', line(200).optional()),
  accent: z.string().regex(/^#[0-9a-f]{6}$/i, 'key:settings.not_a_colour'),
  language: z.string().refine((code): code is Language => isLanguage(code), 'key:fields.not_a_choice'),
  time_zone: z.string().trim().refine(isTimeZone, 'key:settings.not_a_time_zone'),
  anonymous_tickets: checkbox(),
  anonymous_replies: checkbox(),
  anonymous_votes: checkbox(),
  sender_days: wholeNumber(1, 365),
  removed_days: wholeNumber(0, 3650),
})

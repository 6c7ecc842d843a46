/** Fields that several forms of staff share. */
import { z } from 'zod'
import { isLanguage, type Language } from '../i18n/languages.ts'
import { line } from '../web/forms.ts'

export const staffName = () => line(80, 1)

/** As typed: neither trimmed nor shortened. Whether it will do is asked of password-rules. */
export const password = () => z.string().min(1)

export const language = () => z.string().refine((code): code is Language => isLanguage(code), 'key:fields.not_a_choice')

/** Any IANA name this Node knows, old or new: with another every date on a page would fail. */
export const timeZone = () => z.string().refine(isTimeZone, 'key:fields.not_a_choice')

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Cities that Node lists under a name they no longer go by; both names work. */
const NAMES_NOW: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
}

/** To choose from: UTC, then all in the order of their names; `chosen` is among them in any case. */
export function timeZones(chosen = 'UTC'): string[] {
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => NAMES_NOW[zone] ?? zone)
  return [...new Set(['UTC', ...(isTimeZone(chosen) ? [...zones, chosen] : zones).sort()])]
}

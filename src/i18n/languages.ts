/** The interface's languages. A fifth is one more catalogue and one more line here. */
import i18next, { type TOptions } from 'i18next'
import { ar } from './ar.ts'
import { en } from './en.ts'
import { ru } from './ru.ts'
import { uk } from './uk.ts'

export const LANGUAGES = [
  { code: 'en', name: 'English', dir: 'ltr' },
  { code: 'ru', name: 'Русский', dir: 'ltr' },
  { code: 'uk', name: 'Українська', dir: 'ltr' },
  { code: 'ar', name: 'العربية', dir: 'rtl' },
] as const

export type Language = (typeof LANGUAGES)[number]['code']

export function isLanguage(code: unknown): code is Language {
  return LANGUAGES.some((language) => language.code === code)
}

export const catalogues = { en, ru, uk, ar } satisfies Record<Language, object>

const i18n = i18next.createInstance()
await i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: Object.fromEntries(Object.entries(catalogues).map(([code, texts]) => [code, { translation: texts }])),
  // Templates escape what they print; escaping here too would show &amp; to people.
  interpolation: { escapeValue: false },
  returnNull: false,
})

/** Words for a key such as 'tickets.answered'; `count` picks the plural form. */
export type Translate = (key: string, params?: TOptions) => string

/** Messages that name no other are all but those with a number: looked up here, they cost a tenth of asking i18next. */
function plainMessages(texts: object, above = ''): [string, string][] {
  return Object.entries(texts).flatMap(([name, text]): [string, string][] => {
    if (typeof text !== 'string') return plainMessages(text, `${above}${name}.`)
    return text.includes('$t(') ? [] : [[above + name, text]]
  })
}

const fill = (text: string, params: TOptions = {}) =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ''))

const translators = new Map<Language, Translate>(
  LANGUAGES.map(({ code }) => {
    const fixed = i18n.getFixedT(code)
    const plain = new Map(plainMessages(catalogues[code]))
    return [
      code,
      (key, params) => {
        const text = plain.get(key)
        if (text === undefined) return fixed(key, params ?? {}) as string
        return text.includes('{{') ? fill(text, params) : text
      },
    ]
  }),
)

export function translator(language: Language): Translate {
  return translators.get(language) as Translate
}

/** True when the catalogue has the key: for keys made from data, such as an event's type. */
export function hasMessage(key: string): boolean {
  return i18n.exists(key, { lng: 'en' })
}

/**
 * The best interface language for an Accept-Language header, else undefined.
 * Source: RFC 9110 section 12.5.4 (quality values; a range matches what begins with it).
 */
export function negotiate(header: string | undefined): Language | undefined {
  const wanted = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part, index) => {
      const [range = '', ...parameters] = part.trim().split(';')
      const q = parameters.map((p) => p.trim()).find((p) => p.startsWith('q='))
      return { code: range.slice(0, 2).toLowerCase(), q: q ? Number(q.slice(2)) : 1, index }
    })
    .filter(({ code, q }) => isLanguage(code) && q > 0)
    .sort((a, b) => b.q - a.q || a.index - b.index)
  return wanted[0]?.code as Language | undefined
}

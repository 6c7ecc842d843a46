/** The texts of the admin for the team, each with a built-in one until it is written. */
import { isLanguage, type Language, translator } from '../i18n/languages.ts'
import type { Settings } from './rules.ts'

/** Markdown and its language: the reader's, else the site's, else any; built in where nobody has written any. */
export function guidelinesIn(settings: Settings, reader: Language): { source: string; language: string } {
  const { guidelines, language: site } = settings
  const language = [reader, site, ...Object.keys(guidelines)].find((code) => guidelines[code])
  if (language) return { source: guidelines[language] ?? '', language }
  return { source: translator(reader)('guidelines.built_in'), language: reader }
}

/** The polite last word in the language of the ticket, else in that of the site. */
export function politeTextIn({ politeText, language: site }: Settings, ticketLanguage: string): string {
  const language = isLanguage(ticketLanguage) ? ticketLanguage : site
  return politeText[language] || translator(language)('guidelines.polite_built_in')
}
